internal import CLibPQ

/// The rows of a finished statement. Frees itself; rows and byte views live no longer than it does.
package struct Rows: ~Copyable {
    private let result: OpaquePointer
    /// How many rows came back.
    package let count: Int

    init(result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
    }

    deinit {
        PQclear(result)
    }

    /// How many rows a statement inserted, changed or deleted.
    package var affected: Int {
        Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    /// Row `index`, counted from 0.
    package func row(_ index: Int) -> Row {
        Row(result: result, index: Int32(index))
    }

    /// The bytes of a value, or nil for NULL; valid as long as these rows. Columns are counted from 0.
    @inline(__always)
    package func bytes(row: Int, column: Int) -> UnsafeBufferPointer<UInt8>? {
        Row.bytes(result, Int32(row), Int32(column))
    }
}

/// A row of a result in text form. It must not outlive its `Rows`.
package struct Row: ~Copyable {
    fileprivate let result: OpaquePointer
    fileprivate let index: Int32

    /// The value of a column that is never NULL.
    package func get<Value: ColumnValue>(_ column: String, as type: Value.Type = Value.self)
        throws(PostgresError) -> Value
    {
        guard let value = try optional(column, as: type) else {
            throw .unexpected(column: column, wanted: "a value")
        }
        return value
    }

    /// The value of a column that may be NULL.
    package func optional<Value: ColumnValue>(_ column: String, as type: Value.Type = Value.self)
        throws(PostgresError) -> Value?
    {
        let number = PQfnumber(result, column)
        guard number >= 0 else { throw .unexpected(column: column, wanted: "anything: there is no such column") }
        guard let bytes = Self.bytes(result, index, number) else { return nil }
        guard let value = Value(columnText: bytes) else {
            throw .unexpected(column: column, wanted: "\(Value.self)")
        }
        return value
    }

    @inline(__always)
    fileprivate static func bytes(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> UnsafeBufferPointer<UInt8>?
    {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return nil }
        let length = Int(PQgetlength(result, row, column))
        return UnsafeBufferPointer(
            start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: length)
    }
}
