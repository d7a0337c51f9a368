import Consent
import Postgres
import Store

/// Reads the people of a send list on a thread of its own, so that the server works on the next ones while these are
/// written; sorts them, and keeps the ids of those who will be mailed.
///
/// The thread does nothing but read: else the server would wait for it. While it runs, the connection of the stream is the
/// thread's alone.
final class RecipientReader: @unchecked Sendable {
    // `failure` is written before the queue ends and read after. The thread uses `store`, the caller `sieve` and `keeper`.
    private let store: Store
    private var sieve: RecipientSieve?
    private let details: RecipientDetails
    private let hasPlace: Bool
    private let keeper: RecipientKeeper?
    private let queue = BoundedQueue<RecipientBatch>(capacity: 3)
    private let done = BoundedQueue<Void>(capacity: 1)
    private var failure: (any Error)?

    /// Reads until the stream ends.
    ///
    /// - Parameters:
    ///   - details: what the stream was opened to say; texts only with a keeper, whose connection is asked about lists.
    ///   - hasPlace: the stream was opened for several lists or from frozen people.
    ///   - sieve: nil for people who are frozen already: all are mailed, in the hours that they were given.
    ///   - keeper: keeps who was mailed, on another connection than the stream's; nil for those who are kept already.
    init(
        store: Store, details: RecipientDetails, hasPlace: Bool, sieve: RecipientSieve?, keeper: RecipientKeeper?
    ) {
        self.store = store
        self.details = details
        self.hasPlace = hasPlace
        self.sieve = sieve
        self.keeper = keeper
        startThread { [self] in
            do {
                try read()
            } catch {
                failure = error
            }
            queue.end()
            done.end()
        }
    }

    /// Gives every batch to `body`. Returns when all are kept and the thread has let go of the connection.
    func forEach(_ body: (SortedBatch) throws -> Void) throws {
        defer {
            queue.end()
            _ = done.pop()
        }
        while let batch = queue.pop() {
            let whole = try keeper?.completed(batch) ?? batch
            let sorted = try sieve?.sort(whole) ?? frozen(whole)
            try keeper?.keep(sorted)
            try body(sorted)
        }
        if let failure { throw failure }
        try keeper?.finish()
    }

    private func read() throws {
        defer { store.endRecipients() }
        while case let batch = try store.nextRecipients(saying: details, hasPlace: hasPlace), batch.count > 0 {
            guard queue.push(batch) else { return }
        }
    }

    private func frozen(_ batch: RecipientBatch) -> SortedBatch {
        var sorted = SortedBatch(batch)
        sorted.fates = Array(repeating: .mailed, count: batch.count)
        if batch.hour(0) != nil { sorted.hours = (0..<batch.count).map { batch.hour($0) ?? 0 } }
        return sorted
    }
}

/// Keeps in the database who was on a send list.
final class RecipientKeeper {
    private let store: Store
    private let sendList: Int64
    private let emptyBlock: RecipientBlock
    private var block: RecipientBlock

    /// - Parameters:
    ///   - hasPlaces: of several lists.
    ///   - hasHours: in shards.
    ///   - hasBases: to be resumed.
    init(store: Store, sendList: Int64, hasPlaces: Bool, hasHours: Bool, hasBases: Bool) {
        self.store = store
        self.sendList = sendList
        emptyBlock = RecipientBlock(
            places: hasPlaces ? [] : nil, hours: hasHours ? [] : nil, bases: hasBases ? [] : nil)
        block = emptyBlock
    }

    /// The batch with all that is to be known of its people.
    func completed(_ batch: RecipientBatch) throws -> RecipientBatch {
        try store.completed(batch)
    }

    /// Keeps who is mailed of a batch, a whole block at a time.
    func keep(_ batch: SortedBatch) throws {
        // Not through `self` for every person: each such access is checked.
        var block = block
        self.block = emptyBlock
        defer { self.block = block }
        for row in 0..<batch.rows.count where batch.fates[row] == .mailed {
            block.ids.append(batch.rows.contact(row))
            block.places?.append(batch.rows.place(row))
            block.hours?.append(batch.hour(row))
            block.bases?.append(batch.rows.basis(row).map { String(decoding: $0, as: UTF8.self) } ?? "")
            if block.ids.count == Store.recipientsPerBlock {
                try store.keepRecipients(block, of: sendList)
                block.removeAll()
            }
        }
    }

    /// Keeps all. Returns when all is kept.
    func finish() throws {
        try store.keepRecipients(block, of: sendList)
        block.removeAll()
        try store.finishKeeping()
    }
}
