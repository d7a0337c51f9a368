package import Crypto

/// The keys of tokens by number: the newest signs, all that are not revoked check.
package struct TokenKeys: Sendable {
    private let prepared: [UInt16: HMAC<SHA256>]
    private let newest: UInt16

    /// Keys by number. There must be at least one.
    package init(_ keys: [UInt16: SymmetricKey]) {
        precondition(!keys.isEmpty, "an installation has a token key from the start")
        prepared = keys.mapValues { HMAC<SHA256>(key: $0) }
        newest = keys.keys.max()!
    }

    /// The token as the 64 characters of a link.
    package func text(of token: Token) -> String {
        String(unsafeUninitializedCapacity: Token.textLength) { buffer in
            write(token, to: buffer.baseAddress!)
            return Token.textLength
        }
    }

    /// Writes the 64 characters of a token to memory that has room for them.
    package func write(_ token: Token, to text: UnsafeMutablePointer<UInt8>) {
        withUnsafeTemporaryAllocation(byteCount: Token.length, alignment: 8) { bytes in
            bytes[0] = Token.version
            bytes.storeBytes(of: newest.bigEndian, toByteOffset: 1, as: UInt16.self)
            bytes.storeBytes(of: token.contact.high.bigEndian, toByteOffset: 3, as: UInt64.self)
            bytes.storeBytes(of: token.contact.low.bigEndian, toByteOffset: 11, as: UInt64.self)
            bytes.storeBytes(of: token.scope.number.bigEndian, toByteOffset: 19, as: UInt32.self)
            bytes.storeBytes(of: token.sendList.bigEndian, toByteOffset: 23, as: Int64.self)
            var code = prepared[newest]!
            code.update(data: UnsafeRawBufferPointer(rebasing: bytes[..<Token.signedLength]))
            code.finalize().withUnsafeBytes { mac in
                for place in Token.signedLength..<Token.length { bytes[place] = mac[place - Token.signedLength] }
            }
            Base64URL.encode(UnsafeRawBufferPointer(bytes), to: text)
        }
    }

    /// The token in a link, or nil if it was not issued here, was changed in any character, or its key is revoked.
    ///
    /// The MAC is compared in constant time (RFC 8058 §6).
    package func token(from text: some StringProtocol) -> Token? {
        guard let bytes = Base64URL.decode(text), bytes.count == Token.length, bytes[0] == Token.version else {
            return nil
        }
        let field = { (range: Range<Int>) in bytes[range].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        guard var code = prepared[UInt16(field(1..<3))] else { return nil }
        code.update(data: bytes[..<Token.signedLength])
        let mac = code.finalize()
        let difference = mac.withUnsafeBytes { mac in
            (Token.signedLength..<Token.length).reduce(UInt8(0)) { $0 | (bytes[$1] ^ mac[$1 - Token.signedLength]) }
        }
        guard difference == 0 else { return nil }
        return Token(
            contact: ContactID(high: field(3..<11), low: field(11..<19)),
            scope: Token.Scope(number: UInt32(field(19..<23))),
            sendList: Int64(bitPattern: field(23..<31)))
    }
}
