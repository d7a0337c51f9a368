package import Consent
import Crypto
package import Postgres

/// A row of a run on its way into staging.
package struct StagedContact {
    package var contact: ContactID
    /// The line of the file on which the row begins, from 1.
    package var line: Int64
    package var address: String
    package var canonicalAddress: String
    /// Nil leaves what is known; empty clears it.
    package var name: String?
    package var locale: String?
    /// A JSON object in UTF-8; a null member clears that attribute.
    package var attributes: [UInt8]
    package var occurredAt: Instant?
    package var obtainedAt: Instant?
    package var evidence: String?
    /// The id of the address before repair, where that is somebody else's.
    package var asGiven: ContactID?
    package var kind = Kind.ofRun

    package init(contact: ContactID, line: Int64, address: String, canonicalAddress: String) {
        self.contact = contact
        self.line = line
        self.address = address
        self.canonicalAddress = canonicalAddress
        attributes = Self.noAttributes
    }

    /// Becomes another row, of which nothing but this is known.
    package mutating func begin(contact: ContactID, line: Int64, address: String, canonicalAddress: String) {
        self.contact = contact
        self.line = line
        self.address = address
        self.canonicalAddress = canonicalAddress
        name = nil
        locale = nil
        // The memory stays for the next ones.
        attributes.removeAll(keepingCapacity: true)
        attributes.append(contentsOf: Self.noAttributes)
        occurredAt = nil
        obtainedAt = nil
        evidence = nil
        asGiven = nil
        kind = .ofRun
    }

    private static let noAttributes = Array("{}".utf8)

    /// What a row of a file of contacts is.
    package enum Kind: Sendable, Equatable {
        /// What all rows of the run's mode are.
        case ofRun
        case optOut
        case suppression(Suppression)
    }

    /// Why nothing must be mailed to an address.
    package enum Suppression: String, Sendable, CaseIterable {
        case bounced
        case manual
    }
}

extension StagedContact {
    /// About as many bytes as the row has when it is sent, and not fewer.
    fileprivate var room: Int {
        let texts =
            address.utf8.count + canonicalAddress.utf8.count + (name?.utf8.count ?? 0) + (locale?.utf8.count ?? 0)
        return 256 + texts + attributes.count + (evidence?.utf8.count ?? 0)
    }

    /// What the row says of the contact, as `CopyWriter` sends it.
    fileprivate var data: [UInt8] {
        var data: [UInt8] = []
        func append(_ value: [UInt8]?) {
            withUnsafeBytes(of: (value.map { Int32($0.count) } ?? -1).bigEndian) { data += $0 }
            data += value ?? []
        }
        for text in [address, canonicalAddress, name, locale] { append(text.map { Array($0.utf8) }) }
        append(attributes)
        return data
    }

    /// Sixteen bytes of a hash of all that a row says of the contact, and which source says it: two rows alike change
    /// nothing one after the other.
    ///
    /// - Parameter data: as `data` has it.
    static func digest(of data: UnsafeRawBufferPointer, source: Int32) -> ContactID {
        // Lengths of eight bytes for those of four, and room for the source.
        withUnsafeTemporaryAllocation(byteCount: data.count + 32, alignment: 8) { memory in
            memory.storeBytes(of: source.littleEndian, as: Int32.self)
            var (read, used) = (0, 4)
            for value in Values.allCases {
                let length = Int32(bigEndian: data.loadUnaligned(fromByteOffset: read, as: Int32.self))
                let bytes = UnsafeRawBufferPointer(rebasing: data[(read + 4)...].prefix(Int(max(length, 0))))
                read += 4 + bytes.count
                // It follows from the address.
                if value == .canonicalAddress { continue }
                // Absent, empty and joined texts must differ; behind the last nothing follows.
                if value != .attributes {
                    memory.storeBytes(of: Int64(length).littleEndian, toByteOffset: used, as: Int64.self)
                    used += 8
                }
                UnsafeMutableRawBufferPointer(rebasing: memory[used...]).copyMemory(from: bytes)
                used += bytes.count
            }
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: memory[..<used]))
            return hash.finalize().withUnsafeBytes { hash in
                ContactID(
                    high: UInt64(littleEndian: hash.loadUnaligned(as: UInt64.self)),
                    low: UInt64(littleEndian: hash.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
            }
        }
    }

    /// What says something of the contact, in the order of the columns.
    private enum Values: CaseIterable {
        case address, canonicalAddress, name, locale, attributes
    }
}

extension CopyWriter {
    /// Writes a row of a run to staging.
    package mutating func write(_ row: borrowing StagedContact, run: Int64) throws(PostgresError) {
        try beginRow(columns: 16, room: row.room)
        try write(row.contact)
        try write(run)
        try write(row.line)
        // The line that may come of the row is named by run and line: unique, and the same if tried again.
        try write(ContactID(high: UInt64(bitPattern: run) << 16, low: UInt64(bitPattern: row.line)).asVersion8)
        let start = mark
        try write(row.address)
        try write(row.canonicalAddress)
        try write(row.name)
        try write(row.locale)
        try write(row.attributes)
        try writeDigest(since: start) { row.data }
        try write(row.occurredAt)
        try write(row.obtainedAt)
        try write(row.evidence)
        if let asGiven = row.asGiven { try write(asGiven) } else { try null() }
        switch row.kind {
        case .ofRun:
            try null()
            try null()
        case .optOut:
            try write("opted_out")
            try null()
        case .suppression(let reason):
            try write("suppressed")
            try write(reason.rawValue)
        }
    }
}
