package import Crypto

/// A node of a Merkle tree: a SHA-256 value, hashed as RFC 9162 §2.1.1 has it.
package struct MerkleHash: Sendable, Hashable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Bytes of a hash.
    package static let byteCount = 32

    package init(_ digest: SHA256.Digest) {
        words = digest.withUnsafeBytes { Self.load($0) }
    }

    /// The hash in 32 bytes, or nil if there are not just 32.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        words = bytes.withUnsafeBytes { Self.load($0) }
    }

    /// The hash in 32 bytes of memory, or nil if there are not just 32.
    package init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        words = Self.load(UnsafeRawBufferPointer(bytes))
    }

    private static func load(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64, UInt64) {
        bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
    }

    /// The root of a tree without leaves.
    package static let empty = MerkleHash(SHA256().finalize())

    /// The hash of a leaf with this content.
    package static func leaf(_ content: UnsafeRawBufferPointer) -> MerkleHash {
        var hash = SHA256()
        var prefix: UInt8 = 0x00
        withUnsafeBytes(of: &prefix) { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: content)
        return MerkleHash(hash.finalize())
    }

    package static func leaf(_ content: [UInt8]) -> MerkleHash {
        content.withUnsafeBytes { leaf($0) }
    }

    /// The hash of the node above two others.
    package static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
        var content: (UInt8, MerkleHash.Words, MerkleHash.Words) = (0x01, left.words, right.words)
        var hash = SHA256()
        withUnsafeBytes(of: &content) { memory in
            // Words are aligned to eight bytes: the prefix stands apart from them.
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: memory[..<1]))
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: memory[8...]))
        }
        return MerkleHash(hash.finalize())
    }

    private typealias Words = (UInt64, UInt64, UInt64, UInt64)

    package var bytes: [UInt8] {
        withUnsafeBytes(of: words, Array.init)
    }

    /// Appends the 32 bytes.
    package func append(to output: inout [UInt8]) {
        withUnsafeBytes(of: words) { output.append(contentsOf: $0) }
    }

    package static func == (left: MerkleHash, right: MerkleHash) -> Bool {
        left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}

extension MerkleHash: CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package var description: String { Hexadecimal.text(bytes) }

    /// The hash in 64 hexadecimal digits of either case, or nil if the text is not that.
    package init?(hexadecimal text: String) {
        guard let bytes = Hexadecimal.bytes(text) else { return nil }
        self.init(bytes)
    }
}
