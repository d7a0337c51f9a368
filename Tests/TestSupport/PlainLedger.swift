package import Consent

/// The rules of design idea 3 once more, line by line and without SQL: where somebody stands on a list.
package struct PlainLedger {
    package let lines: [RawLine]
    /// The lists that carry marketing; list 0 speaks for them.
    package let marketing: Set<Int32>

    package struct Standing: Equatable {
        package var status: String
        package var reason: String

        package init(status: String, reason: String) {
            self.status = status
            self.reason = reason
        }
    }

    package init(lines: [RawLine], marketing: Set<Int32>) {
        self.lines = lines
        self.marketing = marketing
    }

    package func standing(of contact: ContactID, on list: Int32, at time: Instant) -> Standing {
        let said = standingLines(of: contact)
        let lists = marketing.contains(list) ? [list, 0] : [list]
        let nos = said.filter { $0.kind == "opted_out" && lists.contains($0.list) }
        let no = nos.map(\.at).max()
        let yes = said.filter { $0.kind == "opted_in" && $0.list == list }.map(\.at).max()
        if let no, yes == nil || no >= yes! {
            let deciding = nos.filter { $0.at == no }
            let reason =
                deciding.contains { $0.method == "erasure" }
                ? "erased"
                : deciding.contains { $0.method == "complaint" }
                    ? "complained" : deciding.contains { $0.list == list } ? "opted_out" : "opted_out_all"
            return Standing(status: "opted_out", reason: reason)
        }
        let grounds = grounds(in: said.filter { $0.list == list }, at: time)
        let subscribed = yes != nil || grounds.contains(.good) || grounds.contains(.withoutEvidence)
        let status =
            if subscribed {
                lists.contains { isPaused(said, list: $0, at: time) } ? "paused" : "subscribed"
            } else if isPending(said, list: list, at: time) {
                "pending"
            } else {
                grounds.isEmpty ? "none" : "removed"
            }
        if isSuppressed(said, reason: "bounced") { return Standing(status: status, reason: "bounced") }
        if isSuppressed(said, reason: "manual") { return Standing(status: status, reason: "suppressed") }
        if isMoved(said) { return Standing(status: status, reason: "moved") }
        if status == "removed" {
            return Standing(status: status, reason: grounds.contains(.runOut) ? "basis_expired" : "removed")
        }
        let lacksEvidence = status == "subscribed" && yes == nil && !grounds.contains(.good)
        return Standing(status: status, reason: lacksEvidence ? "basis_missing" : status)
    }

    /// What was not taken back. A voiding names a run or one line, of its own contact.
    package func standingLines(of contact: ContactID) -> [RawLine] {
        let all = lines.filter { $0.contact == contact }
        let events = Set(all.compactMap(\.voidsEvent))
        let runs = Set(all.compactMap(\.voidsRun))
        return all.filter { line in
            line.kind != "voided" && !events.contains(line.event) && !(line.run.map(runs.contains) ?? false)
        }
    }

    private enum Ground {
        case good, withoutEvidence, runOut, removed
    }

    /// One a source.
    private func grounds(in said: [RawLine], at time: Instant) -> [Ground] {
        let claims = said.filter { ["asserted", "removed"].contains($0.kind) }
        return Set(claims.compactMap(\.source)).map { source in
            let own = claims.filter { $0.source == source }
            let removed = own.filter { $0.kind == "removed" }.map(\.at).max()
            let latest = own.filter { $0.kind == "asserted" }.max { $0.assertionOrder < $1.assertionOrder }
            // At equal instants a removal beats an assertion.
            guard let latest, removed == nil || latest.at > removed! else { return .removed }
            if let end = latest.expiresAt, end <= time { return .runOut }
            return latest.obtainedAt == nil ? .withoutEvidence : .good
        }
    }

    private func isPaused(_ said: [RawLine], list: Int32, at time: Instant) -> Bool {
        let latest = said.filter { $0.kind == "paused" && $0.list == list }.max {
            ($0.at, $0.pausedUntil!) < ($1.at, $1.pausedUntil!)
        }
        return latest.map { $0.pausedUntil! > time } ?? false
    }

    private func isPending(_ said: [RawLine], list: Int32, at time: Instant) -> Bool {
        let requested = said.filter { $0.kind == "requested" && $0.list == list }.map(\.at).max()
        return requested.map { $0 > time.advanced(byMicroseconds: -7 * 86_400_000_000) } ?? false
    }

    private func isSuppressed(_ said: [RawLine], reason: String) -> Bool {
        let own = said.filter { $0.basis == reason }
        guard let since = own.filter({ $0.kind == "suppressed" }).map(\.at).max() else { return false }
        return own.filter { $0.kind == "released" }.allSatisfy { $0.at <= since }
    }

    private func isMoved(_ said: [RawLine]) -> Bool {
        guard let away = said.filter({ $0.method == "moved_to" }).map(\.at).max() else { return false }
        return said.filter { $0.method == "moved_from" }.allSatisfy { $0.at < away }
    }
}

extension RawLine {
    /// Of two assertions at one instant the later expiry counts, then the greater event id.
    fileprivate var assertionOrder: (Instant, Instant, ContactID) {
        (at, expiresAt ?? Instant(microseconds: .min), event)
    }
}
