import Consent
import Flows
import Postgres
import Proof
import SQL
import Store
import TestSupport
import Testing

/// Wording is kept for ever, with the periods in which it was in use.
@Suite struct NoticeStoreTests {
    private func notice(_ wording: String, ticked: Bool = false, locale: String = "ja") -> Notice {
        Notice(list: "news", locale: locale, boxTicked: ticked, wording: wording)
    }

    @Test("a new notice ends the period of the one before it, in its list and language alone (H6)")
    func periods() throws {
        let desk = try Desk()
        func add(_ wording: String, _ second: Int64, locale: String = "ja") throws -> Bool {
            try desk.store.addNotice(
                notice(wording, locale: locale), of: desk.news, from: Desk.at(second), actor: "test")
        }
        #expect(try add("A", 10))
        #expect(try add("B", 20))
        #expect(try add("A", 30))
        #expect(try !add("A", 35))
        #expect(try add("English", 15, locale: "en"))
        // One of earlier days, entered late.
        #expect(try add("before", 0))
        let kept = Dictionary(uniqueKeysWithValues: try desk.store.notices().map { ($0.notice.wording, $0) })
        func spans(_ wording: String) -> [[Instant?]]? { kept[wording]?.uses.map { [$0.from, $0.until] } }
        #expect(spans("before") == [[Desk.at(0), Desk.at(10)]])
        #expect(spans("A") == [[Desk.at(10), Desk.at(20)], [Desk.at(30), nil]])
        #expect(spans("B") == [[Desk.at(20), Desk.at(30)]])
        #expect(spans("English") == [[Desk.at(15), nil]])
        #expect(kept["B"]?.isUsed(at: Desk.at(20)) == true)
        #expect(kept["B"]?.isUsed(at: Desk.at(30)) == false)
        #expect(try desk.store.endNotice(on: desk.news, locale: "ja", at: Desk.at(40), actor: "test"))
        #expect(try !desk.store.endNotice(on: desk.news, locale: "ja", at: Desk.at(50), actor: "test"))
        #expect(try desk.store.notices().first { $0.notice.wording == "A" }?.uses.last?.until == Desk.at(40))
    }

    @Test("the wording comes back byte for byte under its hash (I2)")
    func bytes() throws {
        let desk = try Desk()
        let wording = "\u{FEFF}お知らせを受け取る\r\n  が か\u{3099} \\x \"'\t\n"
        let given = notice(wording)
        _ = try desk.store.addNotice(given, of: desk.news, from: nil, actor: "test")
        let kept = try #require(try desk.store.notices(of: desk.news).first)
        #expect(Array(kept.notice.wording.utf8) == Array(wording.utf8))
        #expect(kept.notice.hash == kept.hash)
        #expect(try desk.store.notices(hashPrefix: String(Hexadecimal.text(given.hash).prefix(8))).count == 1)
        #expect(try desk.store.notices(of: desk.events).isEmpty)
    }

    @Test("no opt-in, and no ground of consent, refers to a box that was ticked beforehand (I1, GDPR recital 32)")
    func ticked() throws {
        let desk = try Desk()
        let (ticked, open) = (notice("ticked", ticked: true), notice("open"))
        _ = try desk.store.addNotice(ticked, of: desk.news, from: Desk.at(0), actor: "test")
        _ = try desk.store.addNotice(open, of: desk.news, from: Desk.at(1), actor: "test")
        var line = ConsentLine(
            contact: Desk.person(1), list: desk.news.id, kind: .optedIn, actor: "test", method: .form)
        line.notice = ticked.hash
        let refusal = PostgresError.refused(sqlState: "MB021", constraint: nil)
        #expect(throws: refusal) { try desk.store.append([line]) }
        var ground = line
        ground.kind = .asserted
        ground.basis = "consent"
        ground.source = try desk.store.source(named: "form")
        #expect(throws: refusal) { try desk.store.append([ground]) }
        line.notice = [1, 2, 3]
        #expect(throws: PostgresError.refused(sqlState: "MB020", constraint: nil)) { try desk.store.append([line]) }
        #expect(try desk.lines() == 0)
        // A no is taken whatever the person was shown.
        line.kind = .optedOut
        line.notice = ticked.hash
        #expect(try desk.store.append([line])[0].outcome == .appended)
        line.kind = .optedIn
        line.contact = Desk.person(2)
        line.notice = open.hash
        #expect(try desk.store.append([line])[0].outcome == .appended)
        #expect(try desk.store.history(of: Desk.person(2)).first?.notice == Hexadecimal.text(open.hash))
    }
}
