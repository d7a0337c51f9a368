package import Crypto

/// The keys of tokens by number: the newest signs, all that are not revoked check.
package struct TokenKeys: Sendable {
    let prepared: [UInt16: PreparedHMAC]
    /// The number of the key that signs.
    package let newest: UInt16
    private let signing: PreparedHMAC

    /// Keys by number. There must be at least one.
    package init(_ keys: [UInt16: SymmetricKey]) {
        precondition(!keys.isEmpty, "an installation has a token key from the start")
        prepared = keys.mapValues(PreparedHMAC.init)
        newest = keys.keys.max()!
        signing = prepared[newest]!
    }

    /// Whether the key of this number is among them.
    package func contains(_ number: UInt16) -> Bool {
        prepared[number] != nil
    }

    /// The token as the 64 characters of a link.
    package func text(of token: Token) -> String {
        String(unsafeUninitializedCapacity: Token.textLength) { buffer in
            write(token, to: buffer.baseAddress!)
            return Token.textLength
        }
    }

    /// The confirmation as the 64 characters of a link.
    package func text(of confirmation: ConfirmationToken) -> String {
        String(unsafeUninitializedCapacity: Token.textLength) { buffer in
            write(confirmation.fields, version: ConfirmationToken.version, to: buffer.baseAddress!)
            return Token.textLength
        }
    }

    /// Writes the 64 characters of a token to memory that has room for them.
    package func write(_ token: Token, to text: UnsafeMutablePointer<UInt8>) {
        write(token, version: Token.version, to: text)
    }

    @inline(__always)
    private func write(_ token: Token, version: UInt8, to text: UnsafeMutablePointer<UInt8>) {
        withUnsafeTemporaryAllocation(byteCount: Token.length, alignment: 8) { bytes in
            bytes[0] = version
            bytes.storeBytes(of: newest.bigEndian, toByteOffset: 1, as: UInt16.self)
            bytes.storeBytes(of: token.contact.high.bigEndian, toByteOffset: 3, as: UInt64.self)
            bytes.storeBytes(of: token.contact.low.bigEndian, toByteOffset: 11, as: UInt64.self)
            bytes.storeBytes(of: token.scope.number.bigEndian, toByteOffset: 19, as: UInt32.self)
            bytes.storeBytes(of: token.sendList.bigEndian, toByteOffset: 23, as: Int64.self)
            signing.withCode(of: UnsafeRawBufferPointer(rebasing: bytes[..<Token.signedLength])) { mac in
                for place in Token.signedLength..<Token.length { bytes[place] = mac[place - Token.signedLength] }
            }
            Base64URL.encode(UnsafeRawBufferPointer(bytes), to: text)
        }
    }

    /// The token in a link, or nil if it was not issued here, was changed in any character, or its key is not among
    /// these.
    package func token(from text: String) -> Token? {
        var text = text
        return text.withUTF8 { token(in: $0, version: Token.version) }
    }

    package func token(from text: Substring) -> Token? {
        var text = text
        return text.withUTF8 { token(in: $0, version: Token.version) }
    }

    /// The confirmation in a link; nil as for a token.
    package func confirmation(from text: String) -> ConfirmationToken? {
        var text = text
        return text.withUTF8 { token(in: $0, version: ConfirmationToken.version) }.flatMap(
            ConfirmationToken.init(fields:))
    }

    /// The MAC is compared in constant time (RFC 8058 §6).
    @inline(__always)
    private func token(in text: UnsafeBufferPointer<UInt8>, version: UInt8) -> Token? {
        withUnsafeTemporaryAllocation(byteCount: Token.length, alignment: 8) { bytes in
            guard Base64URL.decode(text, to: bytes), bytes[0] == version else { return nil }
            let memory = UnsafeRawBufferPointer(bytes)
            guard let key = prepared[Token.keyNumber(in: memory)] else { return nil }
            let signed = UnsafeRawBufferPointer(rebasing: memory[..<Token.signedLength])
            let difference = key.withCode(of: signed) { mac in
                var difference: UInt8 = 0
                for place in Token.signedLength..<Token.length {
                    difference |= memory[place] ^ mac[place - Token.signedLength]
                }
                return difference
            }
            return difference == 0 ? Token(fieldsOf: memory) : nil
        }
    }

    /// The number of the key that a token or a confirmation says it was signed with; nil for what does not look like
    /// either. Nothing is checked.
    package static func claimedNumber(in text: String) -> UInt16? {
        var text = text
        return text.withUTF8 { text in
            withUnsafeTemporaryAllocation(byteCount: Token.length, alignment: 8) { bytes in
                guard Base64URL.decode(text, to: bytes),
                    bytes[0] == Token.version || bytes[0] == ConfirmationToken.version
                else { return nil }
                return Token.keyNumber(in: UnsafeRawBufferPointer(bytes))
            }
        }
    }
}

extension Token {
    fileprivate static func keyNumber(in bytes: UnsafeRawBufferPointer) -> UInt16 {
        UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 1, as: UInt16.self))
    }

    /// What 48 checked bytes say.
    fileprivate init(fieldsOf bytes: UnsafeRawBufferPointer) {
        self.init(
            contact: ContactID(
                high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 3, as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 11, as: UInt64.self))),
            scope: Scope(number: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 19, as: UInt32.self))),
            sendList: Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: 23, as: Int64.self)))
    }
}
