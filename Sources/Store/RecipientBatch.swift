package import Consent
import Postgres

/// A stretch of the people of a stream, in the order of their ids. Byte views live as long as the batch.
package final class RecipientBatch: Sendable {
    private let rows: StreamedRows
    /// Whether the rows say by which list and for which hour a person is there.
    private let hasPlace: Bool

    init(_ rows: StreamedRows, hasPlace: Bool) {
        self.rows = rows
        self.hasPlace = hasPlace
    }

    package var count: Int { rows.count }

    package func contact(_ row: Int) -> ContactID {
        ContactID(bytes: rows.bytes(row: row, column: 0)!)!
    }

    /// Why the person may not be mailed; `subscribed` for who may.
    package func reason(_ row: Int) -> UnsafeBufferPointer<UInt8> { rows.bytes(row: row, column: 1)! }
    package func basis(_ row: Int) -> UnsafeBufferPointer<UInt8>? { rows.bytes(row: row, column: 2) }
    package func address(_ row: Int) -> UnsafeBufferPointer<UInt8> { rows.bytes(row: row, column: 3)! }
    package func name(_ row: Int) -> UnsafeBufferPointer<UInt8>? { rows.bytes(row: row, column: 4) }
    package func locale(_ row: Int) -> UnsafeBufferPointer<UInt8>? { rows.bytes(row: row, column: 5) }

    /// The attributes as a JSON object; nothing if they were not asked for.
    package func attributes(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        // The binary form of jsonb begins with its version.
        UnsafeBufferPointer(
            rebasing: (rows.bytes(row: row, column: 6) ?? UnsafeBufferPointer(start: nil, count: 0)).dropFirst())
    }

    /// Which of several lists decides, counted from 1.
    package func place(_ row: Int) -> Int { hasPlace ? number(row, 7) ?? 1 : 1 }

    /// The hour that a frozen person is sent in; nil where there are no shards.
    package func hour(_ row: Int) -> Int? { hasPlace ? number(row, 8) : nil }

    /// A `smallint` in its binary form.
    private func number(_ row: Int, _ column: Int) -> Int? {
        rows.bytes(row: row, column: column).map { Int($0[0]) << 8 | Int($0[1]) }
    }
}
