import Crypto
import Proof
import Testing

/// What names a notice.
@Suite struct NoticeTests {
    private let notice = Notice(list: "news", locale: "ja", boxTicked: false, wording: "お知らせを受け取る\r\n")

    @Test("its hash is the SHA-256 of the canonical form, whose last part is the wording byte for byte (I2)")
    func canonicalForm() {
        let text = "meibo notice 1\nlist news\nlocale ja\nbox_ticked false\n\nお知らせを受け取る\r\n"
        #expect(notice.canonicalForm == Array(text.utf8))
        #expect(notice.hash == Array(SHA256.hash(data: Array(text.utf8))))
    }

    @Test("list, locale, box and wording each make another notice")
    func differs() {
        let others = [
            Notice(list: "event", locale: "ja", boxTicked: false, wording: notice.wording),
            Notice(list: "news", locale: "en", boxTicked: false, wording: notice.wording),
            Notice(list: "news", locale: "ja", boxTicked: true, wording: notice.wording),
            Notice(list: "news", locale: "ja", boxTicked: false, wording: "お知らせを受け取る\n"),
        ]
        #expect(Set(([notice] + others).map(\.hash)).count == 5)
    }
}
