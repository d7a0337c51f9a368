package import Consent
import SQL
package import Segments

/// What expressions may ask beside the contact itself: saved segments, lists, sources and runs.
package struct PlainSurroundings: Sendable {
    /// Saved segments by name, each as a condition and as its text.
    let segments: [String: (condition: PlainCondition, text: String)]

    static let lists = ["news": ListID(rawValue: 1), "bills": ListID(rawValue: 3)]
    static let sources: [String: Int32] = ["shop": 11, "it's 50%": 12]
    /// The source of each run.
    static let runs: [Int64: String] = [101: "shop", 102: "shop", 103: "it's 50%"]
    /// The run that was taken back.
    static let undoneRun: Int64 = 102

    /// The catalog, with attributes as they were declared.
    package var catalog: SegmentCatalog {
        SegmentCatalog(
            attributes: AttributeCatalog(RandomSegments.types), lists: Self.lists, segments: segments.mapValues(\.text),
            sources: Self.sources, runs: Set(Self.runs.keys))
    }

    static var insertions: [Statement] {
        sources.map { name, id in "INSERT INTO sources (source_id, name) VALUES (\(id), \(name))" }
            + runs.map { run, source in
                """
                INSERT INTO runs (run_id, kind, mode, source_id, actor, finished_at) OVERRIDING SYSTEM VALUE
                VALUES (\(run), 'import', 'contacts', \(sources[source]), 'test', now())
                """
            } + [
                """
                INSERT INTO runs (run_id, kind, mode, actor, voids_run, finished_at) OVERRIDING SYSTEM VALUE
                VALUES (104, 'undo', 'void', 'test', \(undoneRun), now())
                """
            ]
    }
}

extension PlainContact {
    /// What is recorded of the contact beside its own row.
    var insertionsOfRecords: [Statement] {
        let choices = consent.flatMap { slug, consent -> [Statement] in
            let list = PlainSurroundings.lists[slug]!.rawValue
            let own: Statement =
                """
                INSERT INTO choices (contact_id, list_id, requested_at, opted_in_at, opted_out_at, paused_at, paused_until)
                VALUES (\(id), \(list), \(consent.requestedAt), \(consent.optedInAt), \(consent.optedOutAt), 'epoch',
                        \(consent.pausedUntil))
                """
            let all: Statement =
                "INSERT INTO choices (contact_id, list_id, opted_out_at) VALUES (\(id), 0, \(consent.optedOutOfAllAt))"
            let grounds = consent.grounds.map { ground -> Statement in
                """
                INSERT INTO grounds (contact_id, list_id, source_id, asserted_at, removed_at, assertion_id, basis,
                                     obtained_at, expires_at)
                VALUES (\(id), \(list), \(ground.source), \(ground.assertedAt), \(ground.removedAt), gen_random_uuid(),
                        \(ground.basis), \(ground.obtainedAt), \(ground.expiresAt))
                """
            }
            return [own] + (consent.optedOutOfAllAt == nil ? [] : [all]) + grounds
        }
        let isKeptOut = consent.values.contains { $0.isKeptOut }
        let suppression: Statement =
            "INSERT INTO suppressions (contact_id, reason, since) VALUES (\(id), 'bounced', now())"
        let events = events.map { event -> Statement in
            """
            INSERT INTO delivery_events (contact_id, event_id, kind, occurred_at)
            VALUES (\(id), gen_random_uuid(), \(event.kind), \(event.occurredAt))
            """
        }
        let lines = lines.flatMap { run -> [Statement] in
            let line: Statement =
                """
                INSERT INTO consent_events (contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, actor,
                                            method)
                VALUES (\(id), gen_random_uuid(), now(), now(), pg_current_xact_id(), 1, 'opted_out', \(run), 'test', 'test')
                """
            let voiding: Statement =
                """
                INSERT INTO consent_events (contact_id, event_id, occurred_at, recorded_at, xid, list_id, kind, run_id, actor,
                                            method, voids_run)
                VALUES (\(id), gen_random_uuid(), now(), now(), pg_current_xact_id(), 0, 'voided', 104, 'test', 'test',
                        \(run))
                """
            return run == PlainSurroundings.undoneRun ? [line, voiding] : [line]
        }
        let changes = changes.map { run -> Statement in
            """
            INSERT INTO contact_changes (contact_id, run_id, address, canonical_address, attributes, updated_at)
            VALUES (\(id), \(run), 'x', 'x', '{}', now())
            """
        }
        return choices + (isKeptOut ? [suppression] : []) + events + lines + changes
    }
}

extension RandomSegments {
    /// The declared types by name.
    package static let types: [String: AttributeType] = Dictionary(
        uniqueKeysWithValues: attributes.compactMap { name, type in AttributeType(type).map { (name, $0) } })

    /// The declared attributes, with any of the indexes that may be there.
    mutating func catalog() -> AttributeCatalog {
        AttributeCatalog(
            Self.types, indexed: Set(Self.types.keys.sorted().filter { _ in random.chance(1, outOf: 3) }),
            hasEqualityIndex: random.chance(1, outOf: 2))
    }

    /// Two segments that ask contacts, and one that asks the first.
    mutating func surroundings() -> PlainSurroundings {
        var segments: [String: (condition: PlainCondition, text: String)] = [:]
        for name in ["pros", "会員 \"甲\""] {
            let condition = condition(depth: 2, asksSegments: false)
            segments[name] = (condition, spelling(of: condition))
        }
        let condition = PlainCondition.not(.all([.segment("pros"), self.condition(depth: 1, asksSegments: false)]))
        segments["others"] = (condition, spelling(of: condition))
        return PlainSurroundings(segments: segments)
    }

    /// What is recorded of a contact and the lists, and what engines reported.
    mutating func record(of contact: inout PlainContact) {
        let optedOutOfAllAt = random.chance(1, outOf: 6) ? instant() : nil
        let isKeptOut = random.chance(1, outOf: 8)
        for list in ["news", "bills"] where random.chance(4, outOf: 5) {
            var consent = PlainConsent()
            if random.chance(1, outOf: 4) { consent.requestedAt = instant() }
            if random.chance(1, outOf: 2) { consent.optedInAt = instant() }
            if random.chance(1, outOf: 3) { consent.optedOutAt = instant() }
            if list == "news" { consent.optedOutOfAllAt = optedOutOfAllAt }
            if random.chance(1, outOf: 5) { consent.pausedUntil = instant() }
            consent.isKeptOut = isKeptOut
            for source in PlainSurroundings.sources.values.sorted() where random.chance(1, outOf: 2) {
                consent.grounds.append(
                    PlainGround(
                        source: source,
                        // No two at the same moment: which counts then is the greater id's affair.
                        assertedAt: instant().advanced(byMicroseconds: Int64(source)),
                        removedAt: random.chance(1, outOf: 4) ? instant() : nil,
                        basis: random.pick(["transaction", "notified", "consent"]),
                        obtainedAt: random.chance(3, outOf: 4) ? instant() : nil,
                        expiresAt: random.chance(1, outOf: 4) ? instant() : nil))
            }
            contact.consent[list] = consent
        }
        for kind in Self.eventKinds where random.chance(1, outOf: 3) {
            contact.events += (0..<Int.random(in: 1...2, using: &random)).map { _ in
                PlainEvent(kind: kind, occurredAt: instant())
            }
        }
        for run in PlainSurroundings.runs.keys.sorted() {
            if random.chance(1, outOf: 3) { contact.lines.insert(run) }
            if random.chance(1, outOf: 6) { contact.changes.insert(run) }
        }
    }

    static let eventKinds = ["sent", "opened", "clicked", "bounced"]

    /// A moment some whole days from now, so that comparisons meet their edges.
    private mutating func instant() -> Instant {
        let days = random.pick([-400, -365, -90, -30, -7, -1, 1, 30] as [Int64])
        return Self.now.advanced(byMicroseconds: days * 86_400_000_000)
    }
}

extension AttributeType {
    fileprivate init?(_ type: PlainType) {
        switch type {
        case .undeclared: return nil
        case .text: self = .text
        case .number: self = .number
        case .date: self = .date
        case .timestamp: self = .timestamp
        case .boolean: self = .boolean
        case .textList: self = .textList
        }
    }
}
