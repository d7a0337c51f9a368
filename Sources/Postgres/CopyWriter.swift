internal import CLibPQ
package import Consent
package import SQL

/// Rows on their way into a table through `COPY … FROM STDIN (FORMAT binary)`.
///
/// Values are written in the order of the columns; `beginRow` comes first. Memory stays at a few buffers: what is full is
/// sent by a thread of its own, while the next rows are made.
package struct CopyWriter: ~Copyable {
    private let sender: CopySender
    private var buffer: UnsafeMutableRawBufferPointer
    private var used = 0
    private var flushes = 0
    /// The stretches of the buffer behind which a digest is still to be filled in.
    private var undigested: [Range<Int>] = []
    /// Rows begun so far.
    package private(set) var rows = 0

    private static let capacity = 128 * 1024

    fileprivate init(sender: CopySender) {
        self.sender = sender
        buffer = .allocate(byteCount: Self.capacity, alignment: 8)
        // Signature, flags and the length of the header extension.
        for byte in Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [0, 0, 0, 0] + [0, 0, 0, 0] {
            buffer[used] = byte
            used += 1
        }
    }

    deinit {
        buffer.deallocate()
    }

    /// Starts a row of `columns` values.
    ///
    /// - Parameter room: as many bytes that follow stay together in the buffer, if it can hold them at all.
    package mutating func beginRow(columns: Int16, room: Int = 0) throws(PostgresError) {
        rows += 1
        try reserve(min(2 + room, Self.capacity))
        store(columns)
    }

    /// A place among the bytes that were written.
    package struct Mark {
        fileprivate let flushes: Int
        fileprivate let used: Int
    }

    /// Where the next value will stand.
    package var mark: Mark { Mark(flushes: flushes, used: used) }

    /// Writes the digest of the values since `mark` as they are sent: each a length of four bytes, the highest first, then
    /// the value; a length of -1 for null. It is made on the thread that sends them.
    ///
    /// - Parameter values: the same bytes anew, asked for if a part of them was sent already.
    package mutating func writeDigest(since mark: Mark, else values: () -> [UInt8]) throws(PostgresError) {
        guard mark.flushes == flushes, used + 20 <= Self.capacity else {
            return try write(values().withUnsafeBytes { sender.digest($0) })
        }
        undigested.append(mark.used..<used)
        try write(ContactID(high: 0, low: 0))
    }

    package mutating func null() throws(PostgresError) {
        try reserve(4)
        store(Int32(-1))
    }

    package mutating func write(_ value: Int64) throws(PostgresError) {
        try reserve(12)
        store(Int32(8))
        store(value)
    }

    package mutating func write(_ value: Int32) throws(PostgresError) {
        try reserve(8)
        store(Int32(4))
        store(value)
    }

    package mutating func write(_ id: ContactID) throws(PostgresError) {
        try writeUUID(high: id.high, low: id.low)
    }

    package mutating func writeUUID(high: UInt64, low: UInt64) throws(PostgresError) {
        try reserve(20)
        store(Int32(16))
        store(high)
        store(low)
    }

    package mutating func write(_ instant: Instant?) throws(PostgresError) {
        guard let instant else { return try null() }
        try write(instant.microsecondsSince2000)
    }

    /// A text value, null for nil.
    package mutating func write(_ text: String?) throws(PostgresError) {
        guard let text else { return try null() }
        let length = text.utf8.count
        guard length + 4 <= Self.capacity else { return try write(Array(text.utf8)) }
        // The usual case, without a copy in between: there is room for the whole.
        try reserve(length + 4)
        store(Int32(length))
        let target = UnsafeMutableBufferPointer(
            start: (buffer.baseAddress! + used).assumingMemoryBound(to: UInt8.self), count: length)
        _ = target.initialize(from: text.utf8)
        used += length
    }

    /// Text, or any other value whose binary form is its bytes.
    package mutating func write(_ bytes: [UInt8]) throws(PostgresError) {
        try reserve(4)
        store(Int32(bytes.count))
        try append(bytes)
    }

    fileprivate mutating func finish() throws(PostgresError) {
        try reserve(2)
        store(Int16(-1))
        try flush()
    }

    private mutating func append(_ bytes: [UInt8]) throws(PostgresError) {
        var written = 0
        while written < bytes.count {
            if used == Self.capacity { try flush() }
            let part = min(bytes.count - written, Self.capacity - used)
            bytes.withUnsafeBytes {
                (buffer.baseAddress! + used).copyMemory(from: $0.baseAddress! + written, byteCount: part)
            }
            used += part
            written += part
        }
    }

    private mutating func reserve(_ bytes: Int) throws(PostgresError) {
        if used + bytes > Self.capacity { try flush() }
    }

    @inline(__always)
    private mutating func store(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes in
            (buffer.baseAddress! + used).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
        }
        used += value.bitWidth / 8
    }

    private mutating func flush() throws(PostgresError) {
        let full = FullBuffer(bytes: UnsafeMutableRawBufferPointer(rebasing: buffer[..<used]), undigested: undigested)
        buffer = .allocate(byteCount: Self.capacity, alignment: 8)
        used = 0
        flushes += 1
        undigested = []
        undigested.reserveCapacity(full.undigested.count)
        guard sender.send(full) else { throw .connectionLost }
    }
}

/// A function that makes sixteen bytes of some values.
package typealias ValuesDigest = @Sendable (UnsafeRawBufferPointer) -> ContactID

/// Bytes to be sent, and the stretches of them behind which a digest is still to be filled in.
private struct FullBuffer: @unchecked Sendable {
    // Whoever has it is the only one.
    let bytes: UnsafeMutableRawBufferPointer
    let undigested: [Range<Int>]

    func fillIn(_ digest: ValuesDigest) {
        for stretch in undigested {
            let made = digest(UnsafeRawBufferPointer(rebasing: bytes[stretch]))
            // Behind its length.
            bytes.storeBytes(of: made.high.bigEndian, toByteOffset: stretch.upperBound + 4, as: UInt64.self)
            bytes.storeBytes(of: made.low.bigEndian, toByteOffset: stretch.upperBound + 12, as: UInt64.self)
        }
    }
}

/// Hands buffers to libpq on a thread of its own. The connection is that thread's until `finish` returns.
private final class CopySender: @unchecked Sendable {
    // `handle` is used by the thread alone, `failed` written by it and read after its end; the queues guard themselves.
    private let handle: OpaquePointer
    let digest: ValuesDigest
    private let full = BoundedQueue<FullBuffer>(capacity: 4)
    private let done = BoundedQueue<Void>(capacity: 1)
    private var failed = false

    init(handle: OpaquePointer, digest: @escaping ValuesDigest) {
        self.handle = handle
        self.digest = digest
        startThread { [self] in work() }
    }

    private func work() {
        while let buffer = full.pop() {
            defer { buffer.bytes.deallocate() }
            let start = buffer.bytes.baseAddress!.assumingMemoryBound(to: CChar.self)
            buffer.fillIn(digest)
            guard !failed, PQputCopyData(handle, start, Int32(buffer.bytes.count)) == 1 else {
                // Nobody waits any longer; what is in the queue still is popped and freed.
                failed = true
                full.end()
                continue
            }
        }
        done.end()
    }

    /// Takes over a buffer and sends it. Answers false if the connection is lost.
    func send(_ buffer: FullBuffer) -> Bool {
        if full.push(buffer) { return true }
        buffer.bytes.deallocate()
        return false
    }

    /// Waits until all is sent. Answers false if it could not be.
    func finish() -> Bool {
        full.end()
        _ = done.pop()
        return !failed
    }
}

extension Connection {
    /// Runs `COPY table (columns) FROM STDIN (FORMAT binary)` and lets `body` write the rows.
    ///
    /// If `body` throws, the transfer is aborted and its error is thrown; no row stays.
    ///
    /// - Parameter digest: makes the digests that `body` has written.
    package func copyIn(
        _ statement: Statement,
        digest: @escaping ValuesDigest = { _ in preconditionFailure("this COPY was given no digest") },
        _ body: (inout CopyWriter) throws -> Void
    ) throws -> Int {
        try execute(statement)
        let handle = try withHandle { (handle) throws(PostgresError) -> OpaquePointer in
            guard let handle else { throw .connectionLost }
            return handle
        }
        let sender = CopySender(handle: handle, digest: digest)
        var writer = CopyWriter(sender: sender)
        do {
            do {
                try body(&writer)
                try writer.finish()
            } catch {
                _ = sender.finish()
                throw error
            }
            guard sender.finish() else { throw PostgresError.connectionLost }
        } catch {
            _ = PQputCopyEnd(handle, "given up")
            drain(handle)
            throw error
        }
        guard PQputCopyEnd(handle, nil) == 1 else { throw PostgresError.connectionLost }
        PQclear(try checked(PQgetResult(handle)))
        drain(handle)
        return writer.rows
    }

    private func drain(_ handle: OpaquePointer) {
        while let rest = PQgetResult(handle) { PQclear(rest) }
    }
}
