import Engines
import Store

#if canImport(Glibc)
    import Glibc
#endif

/// Decides about each person in turn whether they go onto the send list, and into which file.
struct RecipientSieve: Sendable {
    /// What becomes of a person. Each is counted once, by the first that fits.
    enum Fate: UInt8, Sendable {
        case mailed
        /// Something forbids it; the batch says what.
        case forbidden
        case heldOut
        case engineCannot
        case beyondLimit
    }

    var policy: EnginePolicy
    var holdout: Holdout?
    var limit: Int
    /// Nil where there are no shards, or where they were decided before.
    var schedule: DomainSchedule?
    private var mailed = 0

    init(policy: EnginePolicy, holdout: Holdout?, limit: Int?, schedule: DomainSchedule?) {
        self.policy = policy
        self.holdout = holdout
        self.limit = limit ?? .max
        self.schedule = schedule
    }

    /// The people of a batch with what becomes of each. Throws a `Failure` (64) if there would be too many files.
    mutating func sort(_ batch: RecipientBatch) throws -> SortedBatch {
        var sorted = SortedBatch(batch)
        for row in 0..<batch.count {
            let fate = fate(batch, row)
            sorted.fates.append(fate)
            guard fate == .mailed else { continue }
            if schedule != nil {
                if sorted.hours.isEmpty { sorted.hours = Array(repeating: 0, count: batch.count) }
                sorted.hours[row] = try schedule!.hour(of: batch.address(row))
            }
            mailed += 1
        }
        return sorted
    }

    private func fate(_ batch: RecipientBatch, _ row: Int) -> Fate {
        guard batch.isSendable(row) else { return .forbidden }
        if let holdout, holdout.holds(batch.contact(row)) { return .heldOut }
        if policy.form(of: batch.address(row)) == .skipped { return .engineCannot }
        return mailed < limit ? .mailed : .beyondLimit
    }
}

/// People with what becomes of each.
struct SortedBatch: Sendable {
    let rows: RecipientBatch
    var fates: [RecipientSieve.Fate] = []
    /// Empty where all are in one file.
    var hours: [Int] = []

    init(_ rows: RecipientBatch) {
        self.rows = rows
        fates.reserveCapacity(rows.count)
    }

    func hour(_ row: Int) -> Int { hours.isEmpty ? 0 : hours[row] }
}

extension RecipientBatch {
    private static let sendable: StaticString = "subscribed"

    /// Whether the person may be mailed.
    func isSendable(_ row: Int) -> Bool {
        let reason = reason(row)
        return reason.count == Self.sendable.utf8CodeUnitCount
            && memcmp(reason.baseAddress!, Self.sendable.utf8Start, reason.count) == 0
    }
}
