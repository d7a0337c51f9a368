import Consent
import Postgres
import Store

/// Fetches the people of a send list on a thread of its own, so that the server works on the next ones while these are
/// written; keeps the ids of those who may be mailed.
///
/// While it runs, the connection is the thread's alone.
final class RecipientReader: @unchecked Sendable {
    // `failure` is written before the queue ends and read after. `store` is used by one thread at a time.
    private let store: Store
    private let sendList: Int64
    private let limit: Int
    private let queue = BoundedQueue<RecipientBatch>(capacity: 3)
    private let done = BoundedQueue<Void>(capacity: 1)
    private var failure: (any Error)?

    /// Reads until the stream ends. At most `limit` people are kept as recipients.
    init(store: Store, sendList: Int64, limit: Int) {
        self.store = store
        self.sendList = sendList
        self.limit = limit
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
    func forEach(_ body: (RecipientBatch) throws -> Void) throws {
        defer {
            queue.end()
            _ = done.pop()
        }
        while let batch = queue.pop() { try body(batch) }
        if let failure { throw failure }
    }

    private func read() throws {
        var ids: [ContactID] = []
        var kept = 0
        while true {
            let batch = try store.nextRecipients()
            if batch.count == 0 { break }
            for row in 0..<batch.count where kept < limit && batch.isSendable(row) {
                ids.append(batch.contact(row))
                kept += 1
                if ids.count == Store.recipientsPerBlock {
                    try store.keepRecipients(ids, of: sendList)
                    ids.removeAll(keepingCapacity: true)
                }
            }
            guard queue.push(batch) else { return }
        }
        try store.keepRecipients(ids, of: sendList)
    }
}

extension RecipientBatch {
    private static let sendable = Array("subscribed".utf8)

    /// Whether the person may be mailed.
    func isSendable(_ row: Int) -> Bool {
        reason(row).elementsEqual(Self.sendable)
    }
}
