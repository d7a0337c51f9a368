internal import CLibPQ
package import SQL

#if canImport(Glibc)
    import Glibc
#endif

/// One blocking connection to PostgreSQL, owned by one thread at a time.
///
/// It reconnects by itself before a statement outside a transaction when the server was lost earlier, also while nobody
/// was looking. The statement during which the loss comes fails with `connectionLost`, because only its caller knows
/// whether it may be repeated.
package final class Connection {
    private let parameters: ConnectionParameters
    private var handle: OpaquePointer?
    private var depth = 0
    /// What stops this connection, and those beside it.
    private var stopping: Cancellation?
    private var isBeside = false
    /// What this connection added to the `stopping` of the one that it was opened beside.
    private var added: OpaquePointer?
    /// How many bytes the last rows of the stream took.
    private var streamed = 0
    /// Microseconds in which a server sends less than a socket holds.
    private static let gatheringTime: UInt32 = 500

    /// Connects at once, with the connection that was begun if there is one. Throws `cannotConnect`.
    package init(
        _ parameters: ConnectionParameters, begun: BegunConnection? = nil
    ) throws(PostgresError) {
        self.parameters = parameters
        if let begun, begun.parameters == parameters { handle = begun.take() }
        if handle == nil { try connect() } else { try settle() }
    }

    deinit {
        // A server that sorts does not notice that nobody waits for the rows any more.
        if isBeside { endStream() }
        if let added { stopping?.remove(added) }
        PQfinish(handle)
    }

    /// Opens a second connection to the same server, whose one transaction sees what this one's transaction saw when it
    /// began: of what that has written itself, nothing. It only reads, and ends when it is let go; what stops this one
    /// stops it too. To be called in a transaction of `repeatableRead`.
    package func beside() throws -> Connection {
        guard
            let snapshot = try first(
                "SELECT pg_export_snapshot() AS id", { row in try row.get("id", as: String.self) }),
            snapshot.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || isxdigit(Int32($0)) != 0 })
        else { throw PostgresError.unexpected(column: "id", wanted: "a snapshot") }
        let other = try Connection(parameters.at(handle))
        try other.executeScript(
            """
            BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
            SET TRANSACTION SNAPSHOT '\(snapshot)'
            """)
        other.depth = 1
        other.isBeside = true
        if let stopping, let cancel = PQgetCancel(other.handle) {
            stopping.add(cancel)
            other.stopping = stopping
            other.added = cancel
        }
        return other
    }

    /// Runs a statement and gives its rows, in text form.
    package func query(_ statement: Statement) throws(PostgresError) -> Rows {
        try Rows(result: run(statement, binary: false))
    }

    /// Runs a statement and gives its rows in PostgreSQL's binary form, for bulk readers.
    package func queryBinary(_ statement: Statement) throws(PostgresError) -> Rows {
        try Rows(result: run(statement, binary: true))
    }

    /// Sends a statement whose rows come as they are found: `nextRows` gets them, in PostgreSQL's binary form. Until its
    /// end or `endStream` the connection runs no other.
    package func startStream(_ statement: Statement) throws(PostgresError) {
        try send(statement)
        guard PQsetSingleRowMode(handle) == 1 else { throw .connectionLost }
        streamed = 0
    }

    /// The next rows of the stream, as many as asked for; fewer, or none, at its end.
    package func nextRows(_ count: Int) throws(PostgresError) -> StreamedRows {
        guard let first = try nextRow() else { return RowGathering(columns: 0, rows: 0, bytes: 0).rows() }
        var rows = RowGathering(columns: Int(PQnfields(first)), rows: count, bytes: streamed)
        rows.append(first)
        PQclear(first)
        while rows.count < count {
            gather()
            guard let row = try nextRow() else { break }
            rows.append(row)
            PQclear(row)
        }
        streamed = max(streamed, rows.used)
        return rows.rows()
    }

    /// The next row of the stream; nil at its end.
    private func nextRow() throws(PostgresError) -> OpaquePointer? {
        guard let result = PQgetResult(handle) else { return nil }
        if PQresultStatus(result) == PGRES_SINGLE_TUPLE { return result }
        // The end: no rows, or the error that came instead of more.
        while let more = PQgetResult(handle) { PQclear(more) }
        PQclear(try checked(result))
        return nil
    }

    /// Waits for a row without being woken for each piece of 8 KB that the server sends: that would take the server off its
    /// core again and again where cores are few.
    private func gather() {
        while PQisBusy(handle) == 1 {
            guard PQconsumeInput(handle) == 1, PQisBusy(handle) == 1 else { return }
            usleep(Self.gatheringTime)
        }
    }

    /// Gives the rest of a stream up. Without one it does nothing.
    package func endStream() {
        guard PQtransactionStatus(handle) == PQTRANS_ACTIVE else { return }
        if let cancel = PQgetCancel(handle) { Cancellation(cancel).cancel() }
        while let more = PQgetResult(handle) { PQclear(more) }
    }

    /// Runs a statement and gives each row to `body`.
    package func map<Value>(
        _ statement: Statement, _ body: (borrowing Row) throws -> Value
    ) throws -> [Value] {
        let rows = try query(statement)
        var values: [Value] = []
        values.reserveCapacity(rows.count)
        for index in 0..<rows.count {
            values.append(try body(rows.row(index)))
        }
        return values
    }

    /// Runs a statement and gives its first row to `body`, or nil if it has none.
    package func first<Value>(
        _ statement: Statement, _ body: (borrowing Row) throws -> Value
    ) throws -> Value? {
        let rows = try query(statement)
        return rows.count == 0 ? nil : try body(rows.row(0))
    }

    /// Runs a statement for its effect. Answers how many rows it touched.
    @discardableResult
    package func execute(_ statement: Statement) throws(PostgresError) -> Int {
        try Rows(result: run(statement, binary: false)).affected
    }

    /// Sends a statement for its effect and does not wait for it: `finish` does.
    package func start(_ statement: Statement) throws(PostgresError) {
        try send(statement)
    }

    /// Waits for the statement that was started, if there is one.
    package func finish() throws(PostgresError) {
        guard let result = PQgetResult(handle) else { return }
        while let more = PQgetResult(handle) { PQclear(more) }
        PQclear(try checked(result))
    }

    /// Runs a script of several statements without binds, as `schema.sql` is one.
    package func executeScript(_ script: String) throws(PostgresError) {
        try reconnectIfNeeded()
        _ = try Rows(result: checked(PQexec(handle, script)))
    }

    /// Runs `body` in a transaction: committed if it returns, rolled back if it throws. May not be nested.
    package func transaction<Value>(
        _ isolation: Isolation = .readCommitted, _ body: () throws -> Value
    ) throws -> Value {
        try execute(isolation.begin)
        depth += 1
        let value: Value
        do {
            value = try body()
        } catch {
            depth -= 1
            rollBack()
            throw error
        }
        defer { depth -= 1 }
        // A caller who passed over a refused statement must not take the rollback that follows for a commit.
        guard PQtransactionStatus(handle) == PQTRANS_INTRANS else {
            rollBack()
            throw PostgresError.transactionFailed
        }
        try execute("COMMIT")
        return value
    }

    /// If it fails, the connection is lost and so is the transaction, unless a cancelling that was meant for the statement
    /// before met it.
    private func rollBack() {
        for _ in 1...2 where (try? execute("ROLLBACK")) == nil {
            if PQtransactionStatus(handle) == PQTRANS_IDLE { return }
        }
    }

    /// How a transaction sees the others.
    package enum Isolation {
        case readCommitted
        /// One snapshot for the whole transaction.
        case repeatableRead

        fileprivate var begin: Statement {
            switch self {
            case .readCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED"
            case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
            }
        }
    }

    /// Something that another thread or a signal handler may use to stop the running statement.
    package func cancellation() -> Cancellation? {
        stopping = PQgetCancel(handle).map(Cancellation.init)
        return stopping
    }

    /// Called by `CopyWriter` and tests: the raw handle stays inside the module.
    func withHandle<Value>(_ body: (OpaquePointer?) throws(PostgresError) -> Value) throws(PostgresError) -> Value {
        try body(handle)
    }

    /// Turns a finished result into a value or an error, and forgets the result in the latter case.
    func checked(_ result: OpaquePointer?) throws(PostgresError) -> OpaquePointer {
        guard let result else { throw .connectionLost }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_EMPTY_QUERY:
            return result
        default:
            defer { PQclear(result) }
            let constraint = field(result, "n")
            if let sqlState = field(result, "C") {
                throw .refused(sqlState: sqlState, constraint: constraint)
            }
            throw .connectionLost
        }
    }

    /// A field of an error by its letter in the protocol: `C` the SQLSTATE, `n` the constraint. (The PG_DIAG macros are
    /// invisible to Swift.)
    private func field(_ result: OpaquePointer, _ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
    }

    private func run(_ statement: Statement, binary: Bool) throws(PostgresError) -> OpaquePointer {
        try reconnectIfNeeded()
        return try checked(
            withEncoded(statement) { text, encoded in
                PQexecParams(
                    handle, text, Int32(encoded.count), encoded.types, encoded.values, encoded.lengths,
                    encoded.formats, binary ? 1 : 0)
            })
    }

    private func send(_ statement: Statement) throws(PostgresError) {
        try reconnectIfNeeded()
        let sent = withEncoded(statement) { text, encoded in
            PQsendQueryParams(
                handle, text, Int32(encoded.count), encoded.types, encoded.values, encoded.lengths, encoded.formats, 1)
        }
        guard sent == 1 else { throw .connectionLost }
    }

    /// Binds as libpq takes them; the pointers live as long as the call.
    private struct EncodedBinds {
        let types: [Oid]
        let values: [UnsafePointer<CChar>?]
        let lengths: [Int32]
        let formats: [Int32]

        var count: Int { types.count }
    }

    private func withEncoded<Value>(_ statement: Statement, _ body: (String, EncodedBinds) -> Value) -> Value {
        let (text, binds) = statement.rendered
        let encoded = binds.map(EncodedBind.init)
        // One buffer for all values: pointers into it stay valid for the call.
        var buffer: [UInt8] = []
        let offsets = encoded.map { bind -> Int? in
            guard let bytes = bind.bytes else { return nil }
            defer {
                buffer += bytes
                buffer.append(0)
            }
            return buffer.count
        }
        return buffer.withUnsafeBufferPointer { memory in
            let values = offsets.map { offset in
                offset.map { UnsafeRawPointer(memory.baseAddress! + $0).assumingMemoryBound(to: CChar.self) }
            }
            return body(
                text,
                EncodedBinds(
                    types: encoded.map(\.type), values: values,
                    lengths: encoded.map { Int32($0.bytes?.count ?? 0) },
                    formats: encoded.map { $0.isBinary ? Int32(1) : 0 }))
        }
    }

    private func reconnectIfNeeded() throws(PostgresError) {
        if depth == 0 { noticeLoss() }
        guard PQstatus(handle) != CONNECTION_OK else { return }
        guard depth == 0 else { throw .connectionLost }
        try connect()
    }

    /// Looks whether the server has ended the idle connection, so that no statement need fail for it.
    private func noticeLoss() {
        var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard socket.fd >= 0, poll(&socket, 1, 0) > 0 else { return }
        // The first reading takes the server's last words, the second meets the end.
        _ = PQconsumeInput(handle)
        _ = PQconsumeInput(handle)
    }

    private func connect() throws(PostgresError) {
        PQfinish(handle)
        handle = parameters.open()
        try settle()
    }

    /// Makes a new handle ready, or lets it go if it came to nothing.
    private func settle() throws(PostgresError) {
        guard PQstatus(handle) == CONNECTION_OK else {
            let hint = ConnectionParameters.hint(from: String(cString: PQerrorMessage(handle)))
            PQfinish(handle)
            handle = nil
            throw .cannotConnect(hint: hint)
        }
        // The server's notices may quote values: nobody reads them.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }
}
