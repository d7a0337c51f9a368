import Consent
import Testing

@Suite("Likely typos of domains")
struct DomainTypoTests {
    @Test(
        "a likely slip of a well-known domain is told",
        arguments: [
            ("gmial.com", "gmail.com"), ("gmai.com", "gmail.com"), ("gmaill.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gnail.com", "gmail.com"), ("gmail.co.jp", "gmail.com"), ("docomo.ne.ip", "docomo.ne.jp"),
            ("docoomo.ne.jp", "docomo.ne.jp"), ("docomo.co.jp", "docomo.ne.jp"), ("ezweb.ne.jo", "ezweb.ne.jp"),
            ("ezewb.ne.jp", "ezweb.ne.jp"), ("yaho.co.jp", "yahoo.co.jp"), ("yahoo.co.jo", "yahoo.co.jp"),
            ("softbank.ne.p", "softbank.ne.jp"), ("i.softbnk.jp", "i.softbank.jp"), ("hotmail.con", "hotmail.com"),
            ("au.con", "au.com"), ("ocn.ne.ip", "ocn.ne.jp"), ("iclould.com", "icloud.com"),
            ("ICLOUD.CO", "icloud.com"),
        ])
    func slips(domain: String, meant: String) throws {
        var typos = DomainTypos()
        for _ in 0..<2 { #expect(try typos.meant(by: EmailAddress("a@\(domain)")) == meant) }
    }

    @Test(
        "other people's domains are left in peace",
        arguments: [
            "gmail.com", "ymail.com", "mail.com", "example.jp", "ab.com", "au.jp", "odn.ne.jp", "dcn.ne.jp",
            "aoba.example",
            "yahoo.com", "outlook.jp", "outlook.com", "goo.ne.jp", "tokyo.lg.jp", "me.jp", "met.com",
            "xn--wgv71a119e.jp",
        ])
    func others(domain: String) throws {
        var typos = DomainTypos()
        #expect(try typos.meant(by: EmailAddress("a@\(domain)")) == nil)
    }
}
