import Foundation
import Testing

/// Files that are damaged, huge or hostile: a clear message with 65, no half import, flat memory (issue 3, “Bad input”).
@Suite("A bad file", .servedHome, .serialized) struct BadFileTests {
    private let home: Home = Scope.home
    private static let complete = [
        "--list", "news", "--basis", "consent", "--source", "s", "--obtained-at", "2026-01-05",
    ]

    /// Makes `name` in the folder by a few lines of Python, whose variable `f` is the open file.
    private func make(_ name: String, _ lines: String) throws {
        let script = """
            import gzip, io, sys, zipfile
            def z(*members):
                b = io.BytesIO()
                with zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED) as a:
                    for n, d in members: a.writestr(n, d)
                return b.getvalue()
            def book(sheet, head=''):
                return z(('xl/workbook.xml', "<workbook><sheets><sheet name='S' r:id='a' xmlns:r='r'/></sheets></workbook>"),
                    ('xl/_rels/workbook.xml.rels', "<R><Relationship Id='a' Type='t/worksheet' Target='s.xml'/></R>"),
                    ('xl/s.xml', head + '<worksheet><sheetData>' + sheet + '</sheetData></worksheet>'))
            f = open(sys.argv[1], 'wb')
            \(lines)
            """
        let output = try Program(
            ["python3", "-c", script, "\(home.folder)/\(name)"], folder: home.folder,
            environment: ProcessInfo.processInfo.environment
        ).wait()
        try #require(output.code == 0, "\(output)")
    }

    static let files: [(name: String, lines: String, words: String)] = [
        (
            "quote.csv", "f.write(b'email,name\\na@example.jp,A\\nb@example.jp,\"B\\n' + b'c@example.jp,C\\n' * 1000)",
            "line 3"
        ),
        ("giant.csv", "f.write(b'email\\n'); [f.write(b'x' * (1 << 20)) for _ in range(1024)]", "line 2"),
        ("nul.csv", "f.write(b'email\\na@example.jp\\n' * 1000 + b'\\0')", "NUL"),
        ("columns.csv", "f.write(b'email' + b',x' * 10000 + b'\\n')", "10000 columns"),
        ("bomb.gz", "f.write(gzip.compress(b'email\\n' + b'a@example.jp\\n' * 20000000))", "--unpack-limit"),
        ("bomb.zip", "f.write(z(('a.csv', b'email\\n' + b'a@example.jp\\n' * 20000000)))", "--unpack-limit"),
        ("nested.zip", "f.write(z(('a.zip', z(('a.csv', 'email')))))", "archive in the archive"),
        ("several.zip", "f.write(z(('退会/a.csv', 'email'), ('b.csv', 'email')))", "--member: 退会/a.csv, b.csv"),
        (
            "cut.gz", "f.write(gzip.compress(b'email\\n' + bytes(str(list(range(9999))), 'ascii'))[:-3000])",
            "damaged or cut off"
        ),
        ("cut.zip", "f.write(z(('a.csv', str(list(range(9999)))))[:-3000])", "damaged or cut off"),
        (
            "laughs.xlsx", "f.write(book('', '<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>'))",
            "document type"
        ),
        ("broken.xlsx", "f.write(book('<row><c></row>'))", "damaged, in S"),
        ("old.xls", "f.write(bytes.fromhex('d0cf11e0a1b11ae1') + bytes(1000))", ".xlsx"),
        ("list.ods", "f.write(z(('mimetype', 'x'), ('content.xml', 'x')))", "OpenDocument"),
        ("cut.vcf", "f.write(b'BEGIN:VCARD\\nEMAIL:a@example.jp\\n')", "END:VCARD"),
        (
            "mail.eml", "f.write(b'From: a@example.jp\\nSubject: x\\nTo: ' + b'x@example.jp, ' * 2000000 + b'\\n\\nx')",
            "message 1"
        ),
        ("array.json", "f.write(b'[{\"email\":\"a@example.jp\"}]')", "jq"),
    ]

    @Test(arguments: files.indices)
    func `is refused with a reason, and nothing changes`(index: Int) throws {
        let (name, lines, words) = Self.files[index]
        try make(name, lines)
        let before = try state()
        let output = try home.run(["import", name] + Self.complete)
        refused(65, output, naming: words, name)
        #expect(try state() == before)
        #expect(!home.exists("\(name).rejects.csv"))
        unlink("\(home.folder)/\(name)")
    }

    @Test func `with a password is refused by name`() throws {
        // A member whose flag says encrypted.
        try make(
            "secret.zip",
            "d = bytearray(z(('a.csv', 'email\\n'))); d[6] |= 1; d[d.index(b'PK\\1\\2') + 8] |= 1; f.write(bytes(d))")
        refused(65, try home.run(["import", "secret.zip"] + Self.complete), naming: "password")
    }

    @Test func `in an archive says what to install where libarchive cannot be loaded (78), and others are read`() throws
    {
        try make("library.zip", "f.write(z(('a.csv', 'email\\nlibrary@example.jp\\n')))")
        try home.write("library.csv", "email\nlibrary@example.jp\n")
        try home.write("libarchive.so.13", "no library")
        defer { unlink("\(home.folder)/libarchive.so.13") }
        let away = ["LD_LIBRARY_PATH": home.folder]
        for command in [
            ["import", "library.zip"] + Self.complete,
            ["suppress", "import", "library.zip", "--reason", "bounced", "--source", "x"],
        ] {
            try refused(78, home.run(command, away), naming: "libarchive.so.13", "install")
        }
        let csv = try home.run(["import", "library.csv"] + Self.complete, away)
        #expect(csv.code == 0, "\(csv)")
        let zip = try home.run(["import", "library.zip"] + Self.complete)
        #expect(zip.code == 0, "\(zip)")
    }

    @Test func `with paths in it writes nothing under them`() throws {
        try make("paths.zip", "f.write(z(('../../evil.csv', 'email\\npaths@example.jp\\n')))")
        let output = try home.run(["import", "paths.zip"] + Self.complete)
        #expect(output.code == 0, "\(output)")
        #expect(!FileManager.default.fileExists(atPath: "\(home.folder)/../../evil.csv"))
    }

    @Test func `of a mail to 100,000 people is imported whole, in flat memory`() throws {
        try make(
            "many.eml",
            "f.write(b'From: a@example.jp\\nSubject: x\\nTo: ' + b',\\n '.join(b'P%d <p%d@many.example>' % (i, i) for i in range(100000)) + b'\\n\\nx')"
        )
        let output = try home.run(["import", "many.eml", "--format", "json"] + Self.complete)
        #expect(output.code == 0, "\(output)")
        #expect(output.out.contains("100001"), "\(output)")
    }

    /// Everything an import could leave behind.
    private func state() throws -> String {
        try home.sql(
            "SELECT (SELECT count(*) FROM contacts), (SELECT count(*) FROM consent_events), (SELECT count(*) FROM runs)"
        )
    }
}
