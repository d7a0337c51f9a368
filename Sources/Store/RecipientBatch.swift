package import Consent
import Postgres

/// A stretch of the people of a stream, in the order of their ids. Byte views live as long as the batch.
package final class RecipientBatch: Sendable {
    private let rows: StreamedRows
    /// Whether the rows say by which list and for which hour a person is there.
    private let hasPlace: Bool
    /// How many attributes the rows have as texts.
    package let textCount: Int
    /// The attributes of those whose texts do not tell all, and which of them belong to a row.
    private let documents: StreamedRows?
    private let documentOfRow: [Int: Int]

    init(
        _ rows: StreamedRows, hasPlace: Bool, texts: Int = 0, documents: StreamedRows? = nil, ofRows places: [Int] = []
    ) {
        self.rows = rows
        self.hasPlace = hasPlace
        textCount = texts
        self.documents = documents
        documentOfRow = Dictionary(uniqueKeysWithValues: zip(places, 0...))
    }

    /// The same people, with the attributes of some rows.
    func with(documents: StreamedRows, ofRows places: [Int]) -> RecipientBatch {
        RecipientBatch(rows, hasPlace: hasPlace, texts: textCount, documents: documents, ofRows: places)
    }

    /// The rows of which a text looks like a list in JSON, or is one.
    var rowsThatMayHoldLists: [Int] {
        (0..<count).filter { row in
            (0..<textCount).contains { rows.bytes(row: row, column: textColumn + $0)?.first == UInt8(ascii: "[") }
        }
    }

    private var textColumn: Int { hasPlace ? 9 : 7 }

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

    /// The attributes as a JSON object; nothing if they were not asked for, or if the texts tell all.
    package func attributes(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        let document =
            if let place = documentOfRow[row] {
                documents?.bytes(row: place, column: 0)
            } else {
                rows.bytes(row: row, column: 6)
            }
        // The binary form of jsonb begins with its version.
        return UnsafeBufferPointer(rebasing: (document ?? UnsafeBufferPointer(start: nil, count: 0)).dropFirst())
    }

    /// Whether the texts tell all of a person's attributes that are asked for.
    package func hasTexts(_ row: Int) -> Bool {
        textCount > 0 && (documentOfRow.isEmpty || documentOfRow[row] == nil)
    }

    /// The text of an attribute; nil if the person does not have it.
    package func text(_ row: Int, _ attribute: Int) -> UnsafeBufferPointer<UInt8>? {
        rows.bytes(row: row, column: textColumn + attribute)
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
