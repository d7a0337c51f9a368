/// Which transactions had ended when a seal was made, as PostgreSQL writes a `pg_snapshot`: `xmin:xmax:xip,xip,…`.
package struct Snapshot: Sendable, Equatable {
    /// Every transaction before this one had ended.
    package let xmin: UInt64
    /// No transaction from this one on had.
    package let xmax: UInt64
    /// Between them, those that had not.
    package let running: Set<UInt64>
    package let text: String

    /// The snapshot in a text, or nil if it is not one.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let xmin = UInt64(parts[0]), let xmax = UInt64(parts[1]), xmin <= xmax else {
            return nil
        }
        let running = parts[2].split(separator: ",", omittingEmptySubsequences: true).map { UInt64($0) }
        guard !running.contains(nil) else { return nil }
        self.xmin = xmin
        self.xmax = xmax
        self.running = Set(running.compactMap { $0 })
        self.text = text
    }

    /// Whether lines of this transaction could be seen.
    package func shows(_ xid: UInt64) -> Bool {
        if xid < xmin { return true }
        return xid < xmax && !running.contains(xid)
    }

    /// Whether everything that could be seen then can be seen in the later one.
    package func isFollowed(by later: Snapshot) -> Bool {
        xmin <= later.xmin && xmax <= later.xmax && later.running.allSatisfy { !shows($0) }
    }
}
