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
        attributes = Array("{}".utf8)
    }

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
    /// Sixteen bytes of a hash of all that the row says of the contact, and which source says it: two rows alike change
    /// nothing one after the other.
    fileprivate func dataDigest(source: Int32) -> ContactID {
        let length =
            4 + 3 * 8 + address.utf8.count + (name?.utf8.count ?? 0) + (locale?.utf8.count ?? 0) + attributes.count
        return withUnsafeTemporaryAllocation(byteCount: length, alignment: 8) { memory in
            memory.storeBytes(of: source, as: Int32.self)
            var used = 4
            // Absent, empty and joined texts must differ: each is preceded by whether and how long it is.
            func append(_ text: String?) {
                memory.storeBytes(of: text.map { Int64($0.utf8.count) } ?? -1, toByteOffset: used, as: Int64.self)
                used += 8
                guard var text else { return }
                text.withUTF8 { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: memory[used...]).copyMemory(
                        from: UnsafeRawBufferPointer(bytes))
                    used += bytes.count
                }
            }
            append(address)
            append(name)
            append(locale)
            attributes.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(rebasing: memory[used...]).copyMemory(from: $0)
            }
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(memory))
            return hash.finalize().withUnsafeBytes { digest in
                ContactID(
                    high: digest.loadUnaligned(as: UInt64.self),
                    low: digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            }
        }
    }
}

extension CopyWriter {
    /// Writes a row of a run of a source to staging.
    package mutating func write(_ row: borrowing StagedContact, run: Int64, source: Int32) throws(PostgresError) {
        try beginRow(columns: 16)
        try write(row.contact)
        try write(run)
        try write(row.line)
        // The line that may come of the row is named by run and line: unique, and the same if tried again.
        try write(ContactID(high: UInt64(bitPattern: run) << 16, low: UInt64(bitPattern: row.line)).asVersion8)
        try write(row.address)
        try write(row.canonicalAddress)
        try write(row.name)
        try write(row.locale)
        try write(row.attributes)
        try write(row.dataDigest(source: source))
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
