import Glibc

/// An open file that can be read at any place and any number of times; closed when nobody uses it any more.
package final class OpenFile: Sendable {
    package let descriptor: Int32

    /// Takes a descriptor over. It must be of a file, not of a pipe.
    package init(adopting descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Bytes in the file.
    package var size: Int64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// All bytes from the first, for one pass.
    package var source: DescriptorSource { DescriptorSource(self) }

    /// Up to `limit` bytes from the front of the file.
    package func head(_ limit: Int) throws(IntakeError) -> [UInt8] {
        var source = source
        return try source.next(limit)
    }

    /// Reads from `offset` on; 0 at the end of the file.
    func read(at offset: Int64, into space: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int {
        while true {
            let count = pread(descriptor, space.baseAddress, space.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw .unreadable(code: errno) }
        }
    }
}
