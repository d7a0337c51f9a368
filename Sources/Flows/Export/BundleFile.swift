import Crypto

/// One file of a bundle while it is written.
final class BundleFile {
    /// As the manifest names it.
    let name: String
    let sink: any ByteSink
    private var hash = SHA256()
    private var digests: (plain: String, final: String)?

    init(name: String, sink: any ByteSink) {
        self.name = name
        self.sink = sink
    }

    func write(_ content: [UInt8]) throws {
        guard !content.isEmpty else { return }
        content.withUnsafeBytes { hash.update(bufferPointer: $0) }
        try sink.write(content)
    }

    /// Ends the file. Answers the SHA-256 of what was written, and of what others will read.
    func finish() throws -> (plain: String, final: String) {
        if let digests { return digests }
        let plain = hash.finalize().hexadecimal
        let made = (plain: plain, final: try sink.complete() ?? plain)
        digests = made
        return made
    }
}
