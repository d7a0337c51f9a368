import Consent
import Postgres
import Proof
import SQL
import Store
import TestSupport
import Testing

/// Whose law governs, and what it makes of a basis (standards E7, H1–H3, I5, I8, J2, J4).
@Suite struct LawTests {
    private static let day: Int64 = 86_400

    @Test(
        "every basis stands, runs out and lacks its proof as the law of the person's country says",
        arguments: ["JP", "EU", "UK", "US", "CA", "AU", "KR"])
    func everyBasis(home: String) throws {
        let desk = try Desk()
        try desk.store.setGoverningLaw(jurisdiction: home, countryAttribute: nil)
        try desk.store.noteAttributes(["country"])
        var number: UInt64 = 0
        var random = SplitMix(seed: UInt64(home.utf8.reduce(0) { $0 &* 256 &+ UInt($1) }))
        var people: [(who: ContactID, rule: PlainLaw.Rule, hasReference: Bool)] = []
        for basis in PlainLaw.bases {
            var rows: [StagedContact] = []
            for country in PlainLaw.countries {
                for hasReference in [false, true] {
                    number += 1
                    let who = Desk.person(number)
                    var row = ImportedFile.row(who, attributes: "{\"country\":\"\(country)\"}")
                    row.evidence = hasReference ? "R-\(number)" : nil
                    rows.append(row)
                    let jurisdiction = PlainLaw.jurisdiction(of: country, home: home)
                    people.append((who, PlainLaw.rule(basis, in: jurisdiction), hasReference))
                }
            }
            var file = ImportedFile(.contacts, desk.news, rows)
            file.basis = Basis(rawValue: basis)
            try file.imported(by: desk.store)
            file.list = desk.bills
            try file.imported(by: desk.store)
        }
        for days in [1, 170, 195, 720, 745, 4_000] as [Int64] {
            let at = Desk.at(days * Self.day)
            let all = try reasons(on: desk.news, at: at, desk)
            for (who, rule, hasReference) in people {
                let expected = PlainLaw.reason(rule, hasReference: hasReference, daysAfter: days)
                #expect(all[who] == expected, "\(home), \(rule), \(hasReference), after \(days) days")
            }
            let some = people[Int(days) % people.count]
            #expect(try desk.reason(some.who, desk.news, at: at) == all[some.who], "one alone is as one of all")
            // G4: transactional mail knows none of these rules.
            #expect(try reasons(on: desk.bills, at: at, desk).values.allSatisfy { $0 == "subscribed" })
            // Who has nothing but the lines and the law comes to the same.
            for (who, _, _) in people.shuffled(using: &random).prefix(20) {
                let (state, terms) = (try desk.folded(who), try desk.terms(for: who))
                #expect(
                    state.standing(on: desk.news.id, of: .marketing, at: at, under: terms).reason.rawValue == all[who],
                    "\(home), \(who) after \(days) days")
                #expect(
                    state.standing(on: desk.bills.id, of: .transactional, at: at, under: terms).reason == .subscribed)
            }
        }
        #expect(try desk.differences() == [])
    }

    @Test("J4: in Korea a yes that is not reconfirmed in two years stands no more; the person's country decides")
    func reconfirmation() throws {
        let desk = try Desk()
        let (korean, japanese) = (Desk.person(1), Desk.person(2))
        try desk.store.noteAttributes(["国"])
        try desk.store.setGoverningLaw(jurisdiction: nil, countryAttribute: "国")
        for (who, country) in [(korean, "KR"), (japanese, "JP")] {
            var file = ImportedFile(
                .contacts, desk.events, [ImportedFile.row(who, attributes: "{\"国\":\"\(country)\"}")])
            file.basis = .consent
            try file.imported(by: desk.store)
            try desk.confirm(who, desk.news, at: Desk.at(0))
        }
        let late = Desk.at(731 * Self.day)
        #expect(try desk.reason(korean, desk.news, at: Desk.at(729 * Self.day)) == "subscribed")
        #expect(try desk.reason(korean, desk.news, at: late) == "basis_expired")
        #expect(try desk.status(korean, desk.news, at: late) == "removed")
        #expect(try desk.reason(japanese, desk.news, at: late) == "subscribed")
        let subscription = try desk.store.subscription(of: korean, to: desk.news, at: late)
        #expect(subscription.law?.rule.jurisdiction == "KR")
        #expect(subscription.law?.endsAt == Instant(seconds: 1_735_689_600 + 730 * Self.day))
        #expect(subscription.deciding?.kind == "opted_in")
        for days in [700, 729, 730, 731] as [Int64] {
            let at = Desk.at(days * Self.day)
            let alone = try desk.folded(korean).standing(
                on: desk.news.id, of: .marketing, at: at, under: desk.terms(for: korean))
            #expect(try alone.reason.rawValue == desk.reason(korean, desk.news, at: at))
            #expect(try alone.status.rawValue == desk.status(korean, desk.news, at: at))
        }
        // Said again with its proof, it stands for two years more.
        try desk.operatorYes(korean, desk.news, at: Desk.at(600 * Self.day))
        #expect(try desk.reason(korean, desk.news, at: late) == "subscribed")
        // A no is a no, however old the yes.
        try desk.no(korean, desk.news, at: Desk.at(601 * Self.day))
        #expect(try desk.reason(korean, desk.news, at: late) == "opted_out")
    }

    @Test("I8: naming the sale later makes the claim good; the same file again adds no line")
    func laterProof() throws {
        let desk = try Desk()
        try desk.store.setGoverningLaw(jurisdiction: "UK", countryAttribute: nil)
        let who = Desk.person(7)
        var file = ImportedFile(.contacts, desk.news, [ImportedFile.row(who)])
        file.basis = .softOptIn
        try file.imported(by: desk.store)
        #expect(try desk.reason(who, desk.news) == "basis_missing")
        #expect(try desk.store.subscription(of: who, to: desk.news, at: desk.now()).law?.lacking == .reference)
        file.rows[0].evidence = "invoice 2025-114"
        try file.imported(by: desk.store)
        #expect(try desk.reason(who, desk.news) == "subscribed")
        #expect(try desk.lines(of: who) == 2)
        try file.imported(by: desk.store)
        #expect(try desk.lines(of: who) == 2)
        #expect(try desk.store.history(of: who).last?.evidence == "{\"reference\": \"invoice 2025-114\"}")
        // The proof goes along to a new address, there and for what comes later.
        try desk.store.move(who, to: Desk.person(8), desk)
        #expect(try desk.reason(Desk.person(8), desk.news) == "subscribed")
        #expect(try desk.differences() == [])
    }

    @Test("I5: an objection to all marketing mail ends every basis, legitimate interest too")
    func objection() throws {
        let desk = try Desk()
        try desk.store.setGoverningLaw(jurisdiction: "US", countryAttribute: nil)
        for (index, basis) in Basis.allCases.enumerated() where basis != .contract {
            let who = Desk.person(UInt64(index + 1))
            var row = ImportedFile.row(who)
            row.evidence = "proof"
            var file = ImportedFile(.contacts, desk.news, [row])
            file.basis = basis
            try file.imported(by: desk.store)
            #expect(try desk.reason(who, desk.news) == "subscribed")
            try desk.no(who, nil)
            #expect(try desk.reason(who, desk.news) == "opted_out_all")
        }
    }

    @Test("who is due is who may be mailed now and whose last basis has run out by then")
    func due() throws {
        let desk = try Desk()
        try desk.store.setGoverningLaw(jurisdiction: "CA", countryAttribute: nil)
        let people = (1...4).map { Desk.person(UInt64($0)) }
        for who in people { try desk.ground(who, desk.news, at: Desk.at(0)) }
        try desk.ground(people[1], desk.news, source: "fair", at: Desk.at(100 * Self.day))
        try desk.no(people[2], desk.news, at: Desk.at(1))
        try desk.confirm(people[3], desk.news, at: Desk.at(1))
        let (from, until) = (Desk.at(700 * Self.day), Desk.at(731 * Self.day))
        let due = try desk.store.transaction {
            try desk.store.openDue(on: desk.news.id, from: from, until: until)
            return try desk.store.nextDue()
        }
        #expect(due.map(\.contact) == [people[0]])
        #expect(due.first?.endsAt == Desk.at(730 * Self.day))
        #expect(due.first?.jurisdiction == "CA")
        let counts = try desk.store.transaction {
            try desk.store.countDue(on: desk.news.id, from: from, until: Desk.at(900 * Self.day))
        }
        #expect(counts.map(\.people) == [2])
        #expect(
            try desk.store.transaction { try desk.store.countDue(on: desk.bills.id, from: from, until: until) }.isEmpty)
    }

    @Test("months are counted in UTC, whatever the time zone of the session or of the server is")
    func zones() throws {
        let desk = try Desk()
        try desk.store.setGoverningLaw(jurisdiction: "CA", countryAttribute: nil)
        let who = Desk.person(1)
        // Midnight of 1 July in Tokyo: six months later the months of Tokyo and of UTC are a day apart.
        let obtained = try #require(Instant(rfc3339: "2026-06-30T15:00:00Z"))
        let end = try #require(Instant(rfc3339: "2026-12-30T15:00:00Z"))
        var row = ImportedFile.row(who)
        row.evidence = "R-1"
        var file = ImportedFile(.contacts, desk.news, [row])
        file.basis = .softOptIn
        file.obtainedAt = obtained
        try file.imported(by: desk.store)
        let (state, terms) = (try desk.folded(who), try desk.terms(for: who))
        for zone in ["UTC", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"] {
            try desk.store.connection.execute("SELECT set_config('TimeZone', \(zone), false)")
            for offset in [-90_000, -3_600, -1, 0, 1, 3_600, 90_000] as [Int64] {
                let at = end.advanced(byMicroseconds: offset * 1_000_000)
                let reason = try desk.reason(who, desk.news, at: at)
                #expect(reason == (offset < 0 ? "subscribed" : "basis_expired"), "\(zone), \(offset) s")
                #expect(
                    state.standing(on: desk.news.id, of: .marketing, at: at, under: terms).reason.rawValue == reason)
            }
            #expect(try desk.store.subscription(of: who, to: desk.news, at: end).law?.endsAt == end)
        }
    }

    @Test("a request waits for its confirmation 168 hours, also across a change of the clocks")
    func requestAcrossClockChange() throws {
        let desk = try Desk()
        let who = Desk.person(1)
        // In New York the clocks went forward on 8 March 2026.
        let asked = try #require(Instant(rfc3339: "2026-03-05T12:00:00Z"))
        try desk.say(.requested, who, desk.news, at: asked)
        for zone in ["UTC", "America/New_York"] {
            try desk.store.connection.execute("SELECT set_config('TimeZone', \(zone), false)")
            for offset in [-1_800, -1, 0, 1_800] as [Int64] {
                let at = asked.advanced(byMicroseconds: (168 * 3_600 + offset) * 1_000_000)
                let expected = offset < 0 ? "pending" : "none"
                #expect(try desk.reason(who, desk.news, at: at) == expected, "\(zone), \(offset) s")
                #expect(
                    try desk.folded(who).standing(on: desk.news.id, of: .marketing, at: at, under: [:]).reason.rawValue
                        == expected)
            }
        }
    }

    @Test("the law is read by every program and changed by none: the rules are the schema's")
    func rights() throws {
        let desk = try Desk()
        for statement: Statement in ["UPDATE basis_rules SET stands = true", "DELETE FROM jurisdictions"] {
            let error = #expect(throws: PostgresError.self) { try desk.store.connection.execute(statement) }
            #expect(error?.sqlState == "42501")
        }
        #expect(throws: StoreError.self) { try desk.store.setGoverningLaw(jurisdiction: "XX", countryAttribute: nil) }
        #expect(try desk.store.governingLaw().jurisdiction == "JP")
        #expect(try desk.store.basisRules(of: nil).count == 49)
        #expect(try desk.store.basisRules(of: nil).allSatisfy { !$0.law.isEmpty && !$0.evidence.isEmpty })
    }

    private func reasons(on list: MailingList, at instant: Instant, _ desk: Desk) throws -> [ContactID: String] {
        Dictionary(
            uniqueKeysWithValues: try desk.store.connection.map(
                "SELECT contact_id, reason FROM subscriptions_at(\(list.id.rawValue), \(instant))"
            ) { row in (try row.get("contact_id", as: ContactID.self), try row.get("reason", as: String.self)) })
    }
}

extension Store {
    fileprivate func move(_ old: ContactID, to new: ContactID, _ desk: Desk) throws {
        try connection.execute("SELECT move_contact(\(old), \(new), 'test')")
    }
}

extension Desk {
    /// What the lines of a person fold to without the database.
    fileprivate func folded(_ who: ContactID) throws -> PersonState {
        PersonState(folding: try store.receiptLines(of: who).compactMap(\.fields.consentEvent))
    }

    fileprivate func terms(for who: ContactID) throws -> [String: BasisTerms] {
        var terms: [String: BasisTerms] = [:]
        for basis in Basis.allCases {
            let rule = try #require(try store.rule(of: basis.rawValue, for: who))
            terms[basis.rawValue] = BasisTerms(
                stands: rule.stands, demandsReference: rule.demandsReference,
                lifetime: rule.lifetime.flatMap(CalendarSpan.init(text:)))
        }
        return terms
    }
}
