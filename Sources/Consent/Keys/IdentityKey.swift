package import Crypto

/// The installation's id key: made once, never rotated, for it decides who is who.
package struct IdentityKey: Sendable {
    private let prepared: PreparedHMAC

    package init(_ key: SymmetricKey) {
        prepared = PreparedHMAC(key)
    }

    /// The id of the contact at an address.
    package func contactID(of address: EmailAddress) -> ContactID {
        contactID(ofMatchForm: address.matchForm)
    }

    func contactID(ofMatchForm matchForm: String) -> ContactID {
        var form = matchForm
        return form.withUTF8 { bytes in
            prepared.withCode(of: UnsafeRawBufferPointer(bytes)) { code in
                ContactID(
                    high: UInt64(bigEndian: code.loadUnaligned(as: UInt64.self)),
                    low: UInt64(bigEndian: code.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                ).asVersion8
            }
        }
    }
}

extension ContactID {
    /// These bits with version 8 and the variant of RFC 9562 set.
    package var asVersion8: ContactID {
        ContactID(high: high & ~0xF000 | 0x8000, low: low & ~(0b11 << 62) | 0b10 << 62)
    }
}
