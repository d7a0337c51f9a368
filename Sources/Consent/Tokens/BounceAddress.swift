import Crypto

/// Where the bounce of one mail comes back to (VERP): the envelope sender that names person and send list, signed, so
/// that nobody can make up a bounce (standards C6).
///
/// `b` and 56 characters of base32, which stand any change of case on the way: key number 2 bytes, contact id 16, send
/// list 5, and a MAC of 12 bytes over all that comes before it.
package struct BounceAddress: Sendable, Hashable {
    package var contact: ContactID
    package var sendList: Int64

    package init(contact: ContactID, sendList: Int64) {
        self.contact = contact
        self.sendList = sendList
    }

    /// Characters of the local part.
    package static let localLength = 57
    fileprivate static let signedLength = 23
    fileprivate static let length = 35
    /// Told to the MAC first, so that no token can stand in for a bounce address.
    fileprivate static let domainOfUse: UInt8 = 0xB1
}

extension TokenKeys {
    /// Writes the local part of a bounce address to memory that has room for its 57 characters.
    package func write(_ address: BounceAddress, to text: UnsafeMutablePointer<UInt8>) {
        withUnsafeTemporaryAllocation(byteCount: BounceAddress.length, alignment: 8) { bytes in
            bytes.storeBytes(of: newest.bigEndian, toByteOffset: 0, as: UInt16.self)
            bytes.storeBytes(of: address.contact.high.bigEndian, toByteOffset: 2, as: UInt64.self)
            bytes.storeBytes(of: address.contact.low.bigEndian, toByteOffset: 10, as: UInt64.self)
            for place in 0..<5 { bytes[18 + place] = UInt8(truncatingIfNeeded: address.sendList >> (8 * (4 - place))) }
            let signed = UnsafeRawBufferPointer(rebasing: bytes[..<BounceAddress.signedLength])
            prepared[newest]!.withCode(of: signed, after: BounceAddress.domainOfUse) { mac in
                for place in BounceAddress.signedLength..<BounceAddress.length {
                    bytes[place] = mac[place - BounceAddress.signedLength]
                }
            }
            text[0] = UInt8(ascii: "b")
            Base32.encode(UnsafeRawBufferPointer(bytes), to: text + 1)
        }
    }

    /// The bounce address of a local part, or nil if it was not issued here, was changed, or its key is revoked.
    package func bounceAddress(from local: some StringProtocol) -> BounceAddress? {
        guard local.utf8.count == BounceAddress.localLength, let first = local.utf8.first, first | 0x20 == 0x62,
            let bytes = Base32.decode(local.dropFirst()), bytes.count == BounceAddress.length
        else { return nil }
        let field = { (range: Range<Int>) in bytes[range].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        guard let key = prepared[UInt16(field(0..<2))] else { return nil }
        let difference = bytes[..<BounceAddress.signedLength].withUnsafeBytes { signed in
            key.withCode(of: signed, after: BounceAddress.domainOfUse) { mac in
                (BounceAddress.signedLength..<BounceAddress.length).reduce(UInt8(0)) {
                    $0 | (bytes[$1] ^ mac[$1 - BounceAddress.signedLength])
                }
            }
        }
        guard difference == 0 else { return nil }
        return BounceAddress(
            contact: ContactID(high: field(2..<10), low: field(10..<18)), sendList: Int64(field(18..<23)))
    }
}
