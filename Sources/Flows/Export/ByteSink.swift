#if canImport(Glibc)
    import Glibc
#endif

/// Where the bytes of a file of a send list go. Nobody sees them under their name before `publish`.
protocol ByteSink: AnyObject {
    func write(_ content: [UInt8]) throws
    /// Puts everything on the disk, so that `publish` is all that is left to do. Answers the SHA-256 of what others will
    /// read, if that is not what was written.
    func complete() throws -> String?
    func publish() throws
}

extension OutputFile: ByteSink {
    func complete() throws -> String? {
        try finish()
        return nil
    }
}

/// Standard output: what was read there cannot be taken back.
final class StandardOutputSink: ByteSink {
    func write(_ content: [UInt8]) throws {
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw OutputFile.failure("standard output") }
            written += count
        }
    }

    func complete() -> String? { nil }
    func publish() {}
}

/// Nowhere: for the run that freezes a send list and only wants to know what its files will be.
final class NowhereSink: ByteSink {
    func write(_ content: [UInt8]) {}
    func complete() -> String? { nil }
    func publish() {}
}
