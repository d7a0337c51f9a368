package import Consent

/// Whether what a receipt says of each list is what its events add up to, folded anew from the events alone.
package struct StandingCheck {
    /// Where the person stands on one list.
    package struct Finding: Sendable, Equatable {
        /// The list's slug.
        package let list: String
        package let standing: Standing
    }

    /// The receipt's events that no purge took; what was purged is summed up by checkpoints among them.
    let events: [ConsentEvent]
    /// When it was made: what it says is of that moment.
    let instant: Instant
    /// By basis.
    let law: [String: BasisTerms]

    init(record: JSONValue?, law: JSONValue?, events: [ConsentEvent]) throws(ReceiptCheck.Problem) {
        guard let instant = record?["created_at"]?.text.flatMap(Instant.init(rfc3339:)) else {
            throw ReceiptCheck.Problem(description: "the record of the receipt was changed")
        }
        self.events = events
        self.instant = instant
        var terms: [String: BasisTerms] = [:]
        guard let lines = law?.elements else { throw ReceiptCheck.Problem(description: "the law is missing") }
        for line in lines {
            guard let basis = line["basis"]?.text, let rule = BasisTerms(json: line) else {
                throw ReceiptCheck.Problem(description: "a line of the law in the receipt was changed")
            }
            terms[basis] = rule
        }
        // Without its line a claim would be judged by no law at all.
        let bases = Set(events.filter { $0.kind == .asserted }.compactMap(\.basis) + ["consent"])
        if let missing = bases.sorted().first(where: { terms[$0] == nil }) {
            throw ReceiptCheck.Problem(description: "the law of the basis “\(missing)” is missing")
        }
        self.law = terms
    }

    /// What the receipt says of each list, if its events say the same.
    func findings(_ lists: JSONValue?) throws(ReceiptCheck.Problem) -> [Finding] {
        guard let lists = lists?.elements else {
            throw ReceiptCheck.Problem(description: "the standings in the receipt were changed")
        }
        let state = PersonState(folding: events)
        var findings: [Finding] = []
        var seen: Set<ListID> = [.allMarketing]
        for claimed in lists {
            guard let slug = claimed["list"]?.text, let id = claimed["list_id"]?.number.flatMap(Int32.init(exactly:)),
                let stream = claimed["stream"]?.text.flatMap(Stream.init(rawValue:))
            else { throw ReceiptCheck.Problem(description: "a standing in the receipt was changed") }
            let list = ListID(rawValue: id)
            seen.insert(list)
            let standing = state.standing(on: list, of: stream, at: instant, under: law)
            let said = (claimed["status"]?.text, claimed["reason"]?.text, claimed["may_be_mailed"])
            guard said.0 == standing.status.rawValue, said.1 == standing.reason.rawValue,
                said.2 == .bool(standing.reason == .subscribed)
            else {
                throw ReceiptCheck.Problem(
                    description: "it says that the person is “\(said.1 ?? "")” on \(slug), "
                        + "and its events that they are “\(standing.reason.rawValue)”")
            }
            findings.append(Finding(list: slug, standing: standing))
        }
        if let missing = events.first(where: { !seen.contains($0.list) }) {
            throw ReceiptCheck.Problem(
                description: "event \(missing.id) is about a list of which the receipt says nothing more")
        }
        return findings
    }
}
