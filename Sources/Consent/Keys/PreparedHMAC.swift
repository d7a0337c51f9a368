package import Crypto

/// HMAC-SHA256 (RFC 2104 §2) under a key whose two blocks are hashed once.
///
/// The library's hash function does the work. Its own HMAC gives the same codes, but is made for any kind of data, and that
/// costs several times what hashing a few dozen bytes does: a row of an import and a recipient need one each.
package struct PreparedHMAC: Sendable {
    private let inner: SHA256
    private let outer: SHA256
    private static let blockLength = 64

    package init(_ key: SymmetricKey) {
        var block = key.withUnsafeBytes { bytes in
            bytes.count <= Self.blockLength ? Array(bytes) : Array(SHA256.hash(data: bytes))
        }
        block += repeatElement(0, count: Self.blockLength - block.count)
        func begun(_ pad: UInt8) -> SHA256 {
            var hash = SHA256()
            block.map { $0 ^ pad }.withUnsafeBytes { hash.update(bufferPointer: $0) }
            return hash
        }
        inner = begun(0x36)
        outer = begun(0x5C)
    }

    /// Gives the 32 bytes of the code of some bytes to `body`.
    ///
    /// - Parameter first: a byte that is told before them, so that a code of one use is none of another.
    @inline(__always)
    package func withCode<Value>(
        of bytes: UnsafeRawBufferPointer, after first: UInt8? = nil, _ body: (UnsafeRawBufferPointer) -> Value
    ) -> Value {
        var hash = inner
        if let first { withUnsafeBytes(of: first) { hash.update(bufferPointer: $0) } }
        hash.update(bufferPointer: bytes)
        var code = outer
        hash.finalize().withUnsafeBytes { code.update(bufferPointer: $0) }
        return code.finalize().withUnsafeBytes(body)
    }
}
