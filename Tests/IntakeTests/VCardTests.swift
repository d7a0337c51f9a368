import Intake
import Testing

@Suite("Cards")
struct VCardTests {
    @Test("vCard 4: a contact for each address; the rest become attributes (RFC 6350)")
    func version4() throws {
        let file = try opened(
            """
            BEGIN:VCARD
            VERSION:4.0
            FN:山田 太郎
            N:山田;太郎;;;
            item1.EMAIL;TYPE=work;PREF=1:taro@exa
             mple.jp
            EMAIL;TYPE="home,x":taro@example.com
            ORG:青葉商事;営業部;1課
            TITLE:部長\\, 営業
            TEL;VALUE=uri:tel:+81-22-000-0000
            TEL:090-0000-0000
            CATEGORIES:顧客,VIP\\,A
            PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ
             AAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkS
            END:VCARD
            BEGIN:VCARD
            VERSION:4.0
            N:佐藤;花子;;;
            END:VCARD

            """)
        #expect(file.format == "vcard")
        #expect(
            file.reader.header.names == [
                "email", "name", "organization", "department", "title", "telephones", "categories",
            ])
        let shared = [
            "name": "山田 太郎", "organization": "青葉商事", "department": "営業部 1課", "title": "部長, 営業",
            "telephones": #"["tel:+81-22-000-0000","090-0000-0000"]"#, "categories": #"["顧客","VIP,A"]"#,
        ]
        #expect(
            try file.rows() == [
                shared.merging(["email": "taro@example.jp"]) { $1 },
                shared.merging(["email": "taro@example.com"]) { $1 }, ["name": "佐藤 花子"],
            ])
        let again = try opened("BEGIN:VCARD\nEMAIL:a@x.jp\nEMAIL:b@x.jp\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD\n")
        #expect(try again.records().map(\.line) == [2, 3, 5])
    }

    @Test("vCard 2.1 and 3: quoted-printable over several lines, CHARSET, base64")
    func oldVersions() throws {
        let file = try opened(
            """
            BEGIN:VCARD
            VERSION:2.1
            N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8ER=93c;=
            =91=BE=98Y;;;
            EMAIL;INTERNET;HOME:taro@example.jp
            AGENT:
            BEGIN:VCARD
            EMAIL:agent@example.jp
            END:VCARD
            NOTE;QUOTED-PRINTABLE:a=
            EMAIL:no@example.jp
            END:VCARD
            begin:vcard
            version:3.0
            fn;encoding=b;charset=utf-8:5bGx55Sw
            email:b@example.jp
            end:vcard

            """)
        #expect(
            try file.rows() == [
                ["email": "taro@example.jp", "name": "山田 太郎"], ["email": "b@example.jp", "name": "山田"],
            ])
    }

    @Test("cards in Shift_JIS and UTF-16", arguments: ["CP932", "UTF-16", "EUC-JP"])
    func encodings(encoding: String) throws {
        let text = "BEGIN:VCARD\r\nFN:表 能 さちこ\r\nEMAIL:a@x.jp\r\nEND:VCARD\r\n"
        #expect(try opened(encoded(text, as: encoding)).rows() == [["email": "a@x.jp", "name": "表 能 さちこ"]])
    }

    @Test("a file that ends inside a card is refused: something is missing")
    func cut() {
        #expect(throws: IntakeError.unfinishedCard(line: 4)) {
            try opened("BEGIN:VCARD\nEMAIL:a@x.jp\nEND:VCARD\nBEGIN:VCARD\nEMAIL:b@x.jp\n")
        }
    }
}
