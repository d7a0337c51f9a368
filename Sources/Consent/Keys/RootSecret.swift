import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The secret from which the key that wraps all others comes. It is kept outside the database.
package struct RootSecret: Sendable {
    private let wrappingKey: SymmetricKey

    /// At least 32 characters, white space around them ignored. Throws `tooShort`.
    package init(_ text: String) throws(SecretError) {
        let secret = Array(text.utf8).trimmingASCIISpace()
        guard secret.count >= 32 else { throw .tooShort }
        wrappingKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), info: Array("meibo key wrapping 1".utf8), outputByteCount: 32)
    }

    /// Wraps a key for the database (AES-GCM). `purpose` must be given again to unwrap it.
    package func wrap(_ key: [UInt8], purpose: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(key, using: wrappingKey, authenticating: Array(purpose.utf8))
        // A nonce of the standard twelve bytes always has a combined form.
        return Array(box.combined!)
    }

    /// The key in a wrapping. Throws `wrongSecret` if it was made under another root secret or for another purpose.
    package func unwrap(_ wrapped: [UInt8], purpose: String) throws(SecretError) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: wrapped)
            return Array(try AES.GCM.open(box, using: wrappingKey, authenticating: Array(purpose.utf8)))
        } catch {
            throw .wrongSecret
        }
    }
}

/// What can be wrong with a root secret.
package enum SecretError: Error, Equatable {
    case tooShort
    case wrongSecret
}

extension [UInt8] {
    fileprivate func trimmingASCIISpace() -> [UInt8] {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return []
        }
        return Array(self[first...last])
    }
}
