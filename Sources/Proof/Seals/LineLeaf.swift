import Consent

/// The bytes of a line of the ledger from which the leaf of a Merkle tree is made: encoding 1, frozen.
///
/// The byte 1; the number of columns, 20, in two bytes; then the columns in the order of `columns`, each as its length
/// in four bytes and its value, or 0xFFFFFFFF for null. Numbers are big-endian. Values: ids 16 bytes; `list_id` and
/// `source_id` four, `run_id`, `line` and `voids_run` eight; instants eight, microseconds since
/// 2000-01-01T00:00:00Z; texts UTF-8; hashes as they are. So it is what PostgreSQL writes for these columns with `COPY …
/// (FORMAT binary)`, after the byte 1; the function `line_leaf` of schema.sql makes the same.
package struct LineLeaf: ~Copyable {
    package static let version: UInt8 = 1

    /// A column of the ledger and how its value becomes bytes.
    package struct Column: Sendable {
        package let name: String
        package let kind: Kind
    }

    package enum Kind: Sendable {
        case id, number32, number64, instant, text, hash
    }

    package static let columns: [Column] = [
        Column(name: "contact_id", kind: .id), Column(name: "event_id", kind: .id),
        Column(name: "list_id", kind: .number32), Column(name: "kind", kind: .text),
        Column(name: "occurred_at", kind: .instant), Column(name: "recorded_at", kind: .instant),
        Column(name: "source_id", kind: .number32), Column(name: "run_id", kind: .number64),
        Column(name: "line", kind: .number64), Column(name: "actor", kind: .text), Column(name: "method", kind: .text),
        Column(name: "basis", kind: .text), Column(name: "obtained_at", kind: .instant),
        Column(name: "expires_at", kind: .instant), Column(name: "paused_until", kind: .instant),
        Column(name: "voids_run", kind: .number64), Column(name: "voids_event", kind: .id),
        Column(name: "linked_id", kind: .id), Column(name: "notice_hash", kind: .hash),
        Column(name: "evidence_hash", kind: .hash),
    ]

    private var memory: UnsafeMutableRawBufferPointer
    private var used = 0

    package init() {
        memory = .allocate(byteCount: 4096, alignment: 8)
        begin()
    }

    deinit {
        memory.deallocate()
    }

    /// Starts another line.
    package mutating func begin() {
        memory[0] = Self.version
        memory[1] = 0
        memory[2] = UInt8(Self.columns.count)
        used = 3
    }

    /// Appends the value of the next column, nil for null.
    package mutating func append(_ value: UnsafeBufferPointer<UInt8>?) {
        let count = value?.count ?? 0
        if used + 4 + count > memory.count { grow(by: 4 + count) }
        let length = value == nil ? UInt32.max : UInt32(count)
        memory.storeBytes(of: length.bigEndian, toByteOffset: used, as: UInt32.self)
        used += 4
        if let start = value?.baseAddress {
            (memory.baseAddress! + used).copyMemory(from: start, byteCount: count)
        }
        used += count
    }

    package mutating func append(_ value: [UInt8]?) {
        guard let value else { return append(nil as UnsafeBufferPointer<UInt8>?) }
        value.withUnsafeBufferPointer { append($0) }
    }

    /// The leaf that the columns so far make.
    package var hash: MerkleHash {
        .leaf(UnsafeRawBufferPointer(rebasing: memory[..<used]))
    }

    private mutating func grow(by count: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: (used + count) * 2, alignment: 8)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<used]))
        memory.deallocate()
        memory = larger
    }
}
