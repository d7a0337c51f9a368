import Consent
import Gate
import Store
import Testing

/// What the gate lets through.
@Suite("The gate's rules") struct GateRulesTests {
    private let rules = GateRules(mostRecipients: 10, whenAway: .defer)
    private let news = ListSender(list: ListID(rawValue: 1), slug: "news", isArchived: false)

    @Test(arguments: [
        ("News@Aoba.Example", ["news@aoba.example"]),
        ("news+b2f1=x.example@aoba.example", ["news+b2f1=x.example@aoba.example", "news@aoba.example"]),
        ("news+a+b@aoba.example", ["news+a+b@aoba.example", "news@aoba.example"]),
        ("+a@aoba.example", ["+a@aoba.example"]), ("", []), ("news", []),
        ("a b@aoba.example", ["\"a b\"@aoba.example"]),
    ])
    func `find the list by the sender, also by a tagged one (VERP)`(sender: String, keys: [String]) {
        #expect(GateRules.keys(ofSender: sender) == keys)
    }

    @Test func `let one recipient pass for a list, and no more`() {
        #expect(rules.message(recipients: 1, sender: .list(news)) == .noObjection)
        guard case .refuse(let reason) = rules.message(recipients: 2, sender: .list(news)) else {
            return #expect(Bool(false))
        }
        #expect(reason.contains("news") && reason.contains("2"))
    }

    @Test func `let the mail of a send list go to the one person that its sender was made for, while it is fresh (C6)`()
    {
        let answer = { [rules] (isThePerson: Bool, isFresh: Bool, reasons: [String]) in
            rules.recipient(ofSendList: 7, isThePerson: isThePerson, isFresh: isFresh, reasons: reasons)
        }
        #expect(answer(true, true, ["subscribed"]) == .noObjection)
        #expect(answer(true, true, ["opted_out", "subscribed"]) == .noObjection)
        #expect(answer(true, true, ["opted_out"]) == .refuse("not to be mailed by send list 7: opted_out"))
        #expect(answer(true, true, []) == .refuse("not to be mailed by send list 7: none"))
        #expect(answer(true, false, ["subscribed"]) == .refuse("send list 7 has expired: export again"))
        #expect(answer(false, true, ["subscribed"]) == .refuse("the sender address was made for somebody else"))
        let mail = Sender.mail(BounceAddress(contact: ContactID(high: 1, low: 2), sendList: 7))
        #expect(rules.message(recipients: 1, sender: mail) == .noObjection)
        #expect(rules.message(recipients: 2, sender: mail) != .noObjection)
    }

    @Test func `stop one message to many recipients, whoever sends it`() {
        #expect(rules.message(recipients: 10, sender: .nobodyOfOurs) == .noObjection)
        guard case .refuse(let reason) = rules.message(recipients: 11, sender: .nobodyOfOurs) else {
            return #expect(Bool(false))
        }
        #expect(reason.contains("11") && reason.contains("10"))
    }

    @Test func `let a list's mail go to who is subscribed, and tell the reason to all others`() {
        #expect(rules.recipient(reason: "subscribed", list: news) == .noObjection)
        for reason in ["opted_out", "none", "bounced", "basis_expired"] {
            #expect(rules.recipient(reason: reason, list: news) == .refuse("not to be mailed on list news: \(reason)"))
        }
        let closed = ListSender(list: news.list, slug: "closed", isArchived: true)
        #expect(rules.recipient(reason: "subscribed", list: closed) == .refuse("list closed is archived"))
    }

    @Test func `defer while the database is away, unless told otherwise`() {
        #expect(rules.away.text.hasPrefix("action=DEFER_IF_PERMIT 4.3.0 "))
        #expect(GateRules(mostRecipients: 1, whenAway: .dunno).away == .noObjection)
    }

    @Test(arguments: ["a..b@docomo.ne.jp", ".a@ezweb.ne.jp", "a b@example.com", "a\"b@example.com", "太郎@例え.jp"])
    func `take recipients as Postfix gives them, without quotes`(recipient: String) {
        #expect(GateRules.address(recipient) != nil)
    }
}
