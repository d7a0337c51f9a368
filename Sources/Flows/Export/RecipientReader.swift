import Consent
import Postgres
import Store

/// Fetches the people of a send list on a thread of its own, so that the server works on the next ones while these are
/// written; sorts them, and keeps the ids of those who will be mailed.
///
/// While it runs, the connection is the thread's alone.
final class RecipientReader: @unchecked Sendable {
    // `failure` is written before the queue ends and read after. `store` and `sieve` are used by one thread at a time.
    private let store: Store
    private var sieve: RecipientSieve?
    private let hasPlace: Bool
    private let keeper: RecipientKeeper?
    private let queue = BoundedQueue<SortedBatch>(capacity: 3)
    private let done = BoundedQueue<Void>(capacity: 1)
    private var failure: (any Error)?

    /// Reads until the stream ends.
    ///
    /// - Parameters:
    ///   - hasPlace: the stream was opened for several lists or from frozen people.
    ///   - sieve: nil for people who are frozen already: all are mailed, in the hours that they were given.
    ///   - keeper: keeps who was mailed; nil for those who are kept already.
    init(store: Store, hasPlace: Bool, sieve: RecipientSieve?, keeper: RecipientKeeper?) {
        self.store = store
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

    /// Gives every batch to `body`. Returns when the thread has let go of the connection.
    func forEach(_ body: (SortedBatch) throws -> Void) throws {
        defer {
            queue.end()
            _ = done.pop()
        }
        while let batch = queue.pop() { try body(batch) }
        if let failure { throw failure }
    }

    private func read() throws {
        try store.askForRecipients()
        while case let batch = try store.nextRecipients(hasPlace: hasPlace), batch.count > 0 {
            // The connection is free between two batches alone.
            try keeper?.flushFullBlocks()
            try store.askForRecipients()
            let sorted = try sieve?.sort(batch) ?? frozen(batch)
            keeper?.keep(sorted)
            guard queue.push(sorted) else { return }
        }
        try keeper?.flush()
    }

    private func frozen(_ batch: RecipientBatch) -> SortedBatch {
        var sorted = SortedBatch(batch)
        sorted.fates = Array(repeating: .mailed, count: batch.count)
        if batch.hour(0) != nil { sorted.hours = (0..<batch.count).map { batch.hour($0) ?? 0 } }
        return sorted
    }
}

/// Keeps in the database who was on a send list. Used by the reader's thread alone.
final class RecipientKeeper {
    private let store: Store
    private let sendList: Int64
    private var block: RecipientBlock
    private var fullBlocks: [RecipientBlock] = []

    /// - Parameters:
    ///   - hasPlaces: of several lists.
    ///   - hasHours: in shards.
    ///   - hasBases: to be resumed.
    init(store: Store, sendList: Int64, hasPlaces: Bool, hasHours: Bool, hasBases: Bool) {
        self.store = store
        self.sendList = sendList
        block = RecipientBlock(
            places: hasPlaces ? [] : nil, hours: hasHours ? [] : nil, bases: hasBases ? [] : nil)
    }

    /// Notes who is mailed; nothing is asked of the database.
    func keep(_ batch: SortedBatch) {
        for row in 0..<batch.rows.count where batch.fates[row] == .mailed {
            block.ids.append(batch.rows.contact(row))
            block.places?.append(batch.rows.place(row))
            block.hours?.append(batch.hour(row))
            block.bases?.append(batch.rows.basis(row).map { String(decoding: $0, as: UTF8.self) } ?? "")
            if block.ids.count == Store.recipientsPerBlock {
                fullBlocks.append(block)
                block.removeAll()
            }
        }
    }

    /// Keeps the blocks that are full.
    func flushFullBlocks() throws {
        for block in fullBlocks { try store.keepRecipients(block, of: sendList) }
        fullBlocks.removeAll()
    }

    /// Keeps all.
    func flush() throws {
        try flushFullBlocks()
        try store.keepRecipients(block, of: sendList)
        block.removeAll()
    }
}
