import Glibc

/// The bytes behind a file descriptor.
///
/// A file is read from its first byte wherever the descriptor stands, and without moving it: two sources may read one
/// descriptor, one after the other or side by side. A pipe is read from where it is.
package struct DescriptorSource: ByteSource {
    private let descriptor: Int32
    /// Where the next read begins; nil for a pipe, which has no positions.
    private var offset: off_t?
    /// Keeps the file open.
    private var file: OpenFile?

    /// Reads a file from its beginning and keeps it open.
    init(_ file: OpenFile) {
        self.init(file.descriptor)
        self.file = file
    }

    /// Reads a descriptor that the caller opens and closes.
    package init(_ descriptor: Int32) {
        self.descriptor = descriptor
        self.offset = lseek(descriptor, 0, SEEK_CUR) == -1 ? nil : 0
    }

    package mutating func read(into space: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int {
        while true {
            let count =
                if let offset {
                    pread(descriptor, space.baseAddress, space.count, offset)
                } else {
                    Glibc.read(descriptor, space.baseAddress, space.count)
                }
            if count >= 0 {
                offset? += count
                return count
            }
            if errno != EINTR { throw .unreadable(code: errno) }
        }
    }
}
