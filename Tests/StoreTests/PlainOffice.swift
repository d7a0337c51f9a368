import Consent
import TestSupport

/// What is known after each act of an office, in plain words and without SQL: which lines count, whom they count for, and
/// what an import adds. Where everybody stands is then read off by `PlainLedger`.
struct PlainOffice {
    /// Lines that count: those taken back are gone.
    private(set) var lines: [RawLine] = []
    /// What followed from a line, by event.
    private var children: [ContactID: [RawLine]] = [:]
    private var clock: Int64 = 0
    let marketing: Set<Int32>

    init(marketing: Set<Int32>) {
        self.marketing = marketing
    }

    var ledger: PlainLedger { PlainLedger(lines: lines, marketing: marketing) }

    /// A line is said. It counts at its contact and, step by step, where that one has moved to.
    mutating func hear(_ line: RawLine, along path: [ContactID] = []) {
        lines.append(line)
        guard let next = home(of: line.contact), next != line.contact, !path.contains(next),
            let follower = follower(of: line, at: next)
        else { return }
        children[line.event, default: []].append(follower)
        hear(follower, along: path + [line.contact])
    }

    /// Where a contact lives now, if elsewhere.
    private func home(of contact: ContactID) -> ContactID? {
        let moves = lines.filter { $0.kind == "moved" && $0.contact == contact }
        guard let last = moves.max(by: { $0.at < $1.at }), last.method == "moved_to" else { return nil }
        return last.linked
    }

    /// A no, a pause, a ground and its end stay what they are at the new address; a yes is a ground there.
    private mutating func follower(of line: RawLine, at contact: ContactID) -> RawLine? {
        guard ["opted_out", "paused", "opted_in", "asserted", "removed"].contains(line.kind) else { return nil }
        clock += 1
        var follower = line
        follower.contact = contact
        follower.linked = line.contact
        follower.event = ContactID(high: 0, low: UInt64(clock))
        if line.kind == "opted_in" {
            follower.kind = "asserted"
            follower.source = 0
            follower.basis = "consent"
            follower.obtainedAt = line.at
        }
        return follower
    }

    /// A person takes another address: all that counts at the old one counts at the new one.
    mutating func move(_ old: ContactID, to new: ContactID, event: ContactID) {
        clock += 1
        let before = lines.filter { $0.contact == old && $0.kind != "moved" }
        var there = RawLine(contact: old, event: event, kind: "moved", at: Instant(seconds: 2_000_000_000 + clock))
        there.method = "moved_to"
        there.linked = new
        var back = there
        (back.contact, back.linked, back.method) = (new, old, "moved_from")
        clock += 1
        back.event = ContactID(high: 0, low: UInt64(clock))
        lines += [there, back]
        for line in before
        where !(children[line.event] ?? []).contains(where: { child in
            child.contact == new && lines.contains { $0.event == child.event && $0.contact == new }
        }) {
            guard let follower = follower(of: line, at: new) else { continue }
            children[line.event, default: []].append(follower)
            hear(follower, along: [old])
        }
    }

    /// A line is taken back, and all that followed from it. With a move goes what it brought along, unless another move
    /// between the two stands.
    mutating func takeBack(_ event: ContactID) {
        guard let line = lines.first(where: { $0.event == event }) else { return }
        guard line.kind == "moved", let new = line.linked else { return remove(event) }
        lines.removeAll { $0.kind == "moved" && $0.at == line.at }
        let again = lines.contains {
            $0.kind == "moved" && $0.contact == line.contact && $0.linked == new
                && $0.method == "moved_to"
        }
        if again { return }
        for follower in lines
        where follower.kind != "moved" && follower.contact == new
            && follower.linked == line.contact
        {
            remove(follower.event)
        }
    }

    private mutating func remove(_ event: ContactID) {
        lines.removeAll { $0.event == event }
        for child in children[event] ?? [] { remove(child.event) }
    }

    mutating func takeBack(run: Int64) {
        lines.removeAll { $0.run == run }
    }

    /// What a row of a file of contacts adds, if anything: only what is new within its source; nothing of one who is no
    /// contact and whose no to all mail, or erasure, outlasts the yes.
    func asserts(_ row: RawLine, isContact: Bool) -> Bool {
        if !isContact, isForgotten(row.contact, on: row.list) { return false }
        let own = lines.filter { $0.contact == row.contact && $0.list == row.list && $0.source == row.source }
        let asserted = own.filter { $0.kind == "asserted" }.max { ($0.at, $0.event) < ($1.at, $1.event) }
        guard let asserted else { return true }
        if own.contains(where: { $0.kind == "removed" && $0.at >= asserted.at }) { return true }
        return asserted.basis != row.basis || asserted.obtainedAt != row.obtainedAt
    }

    func isForgotten(_ contact: ContactID, on list: Int32) -> Bool {
        let own = lines.filter { $0.contact == contact }
        let yes = own.filter { $0.kind == "opted_in" && $0.list == list }.map(\.at).max()
        let nos = own.filter { line in
            line.kind == "opted_out"
                && (line.list == 0 && marketing.contains(list) || line.list == list && line.method == "erasure")
        }
        guard let no = nos.map(\.at).max() else { return false }
        return yes == nil || no >= yes!
    }

    /// Whether the operator may record a yes: it is older than the no that stands, or no complaint or erasure does.
    func mayRecordYes(_ contact: ContactID, on list: Int32, at instant: Instant) -> Bool {
        let own = lines.filter { $0.contact == contact }
        let nos = own.filter { line in
            line.kind == "opted_out" && (line.list == list || line.list == 0 && marketing.contains(list))
        }
        let yes = own.filter { $0.kind == "opted_in" && $0.list == list }.map(\.at).max()
        guard let no = nos.map(\.at).max(), yes == nil || no >= yes!, instant > no else { return true }
        let bar = nos.filter { ["complaint", "erasure"].contains($0.method) }.map(\.at).max()
        return bar == nil || (yes != nil && bar! < yes!)
    }

    /// The lists, besides all mail, that a person has to do with.
    func lists(of contact: ContactID) -> Set<Int32> {
        Set(
            lines.filter {
                $0.contact == contact && !["moved", "suppressed", "released"].contains($0.kind) && $0.list != 0
            }.map(\.list))
    }
}
