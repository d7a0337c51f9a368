internal import CLibPQ

/// Some rows of a statement that is still running, in PostgreSQL's binary form. May be read from any thread; byte views
/// live as long as it does.
package final class StreamedRows: @unchecked Sendable {
    // Nobody writes to the memory once the rows are made.
    private let columns: Int
    private let fields: UnsafeMutablePointer<Field>
    private let values: UnsafeMutableRawPointer
    /// How many rows these are.
    package let count: Int

    fileprivate struct Field {
        let start: Int
        /// Negative for NULL.
        let length: Int
    }

    fileprivate init(columns: Int, fields: UnsafeMutablePointer<Field>, values: UnsafeMutableRawPointer, count: Int) {
        self.columns = columns
        self.fields = fields
        self.values = values
        self.count = count
    }

    deinit {
        fields.deallocate()
        values.deallocate()
    }

    /// The bytes of a value, or nil for NULL. Rows and columns are counted from 0.
    package func bytes(row: Int, column: Int) -> UnsafeBufferPointer<UInt8>? {
        precondition(row < count && column < columns)
        let field = fields[row * columns + column]
        guard field.length >= 0 else { return nil }
        return UnsafeBufferPointer(
            start: UnsafeRawPointer(values + field.start).assumingMemoryBound(to: UInt8.self), count: field.length)
    }
}

/// Gathers rows that come one by one.
struct RowGathering: ~Copyable {
    private let columns: Int
    private let room: Int
    private var fields: UnsafeMutablePointer<StreamedRows.Field>
    private var values: UnsafeMutableRawPointer
    private var capacity: Int
    private(set) var used = 0
    private(set) var count = 0

    /// - Parameters:
    ///   - rows: for how many there is room.
    ///   - bytes: how many they may take.
    init(columns: Int, rows: Int, bytes: Int) {
        self.columns = columns
        room = rows
        capacity = max(bytes, 1)
        fields = .allocate(capacity: max(columns * rows, 1))
        values = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit {
        fields.deallocate()
        values.deallocate()
    }

    /// Copies the only row of a result.
    mutating func append(_ result: OpaquePointer) {
        precondition(count < room)
        let row = fields + count * columns
        for column in 0..<columns {
            let number = Int32(column)
            guard PQgetisnull(result, 0, number) == 0, let value = PQgetvalue(result, 0, number) else {
                (row + column).initialize(to: StreamedRows.Field(start: used, length: -1))
                continue
            }
            let length = Int(PQgetlength(result, 0, number))
            if used + length > capacity { grow(toHold: used + length) }
            (values + used).copyMemory(from: value, byteCount: length)
            (row + column).initialize(to: StreamedRows.Field(start: used, length: length))
            used += length
        }
        count += 1
    }

    private mutating func grow(toHold needed: Int) {
        capacity = max(needed, 2 * capacity)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
        larger.copyMemory(from: values, byteCount: used)
        values.deallocate()
        values = larger
    }

    /// The rows; this is used up.
    consuming func rows() -> StreamedRows {
        let rows = StreamedRows(columns: columns, fields: fields, values: values, count: count)
        discard self
        return rows
    }
}
