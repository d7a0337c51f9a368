import Glibc

/// A file that has no name any more, in the folder for temporary files (`TMPDIR`, else `/tmp`): it takes disk, not
/// memory, and is gone with its last user.
package struct TemporaryFile {
    package let file: OpenFile
    private let folder: String
    /// Bytes written.
    package private(set) var size: Int64 = 0

    /// Throws `noTemporaryFile`.
    package init() throws(IntakeError) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var path = Array("\(folder)/meibo-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0, unlink(path) == 0 else { throw .noTemporaryFile(folder: folder) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        file = OpenFile(adopting: descriptor)
        self.folder = folder
    }

    /// Throws `noTemporaryFile` if the disk is full.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(IntakeError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(file.descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .noTemporaryFile(folder: folder) }
            size += Int64(count)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    package mutating func append(_ bytes: [UInt8]) throws(IntakeError) {
        // Through a pointer of its own: the compiler cannot carry typed errors through withUnsafeBytes.
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { copy.deallocate() }
        copy.copyBytes(from: bytes)
        try append(UnsafeRawBufferPointer(copy))
    }

    /// A copy of all that `source` has.
    package static func copy(of source: any ByteSource) throws(IntakeError) -> OpenFile {
        var copy = try TemporaryFile()
        var source = source
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 8)
        defer { space.deallocate() }
        while true {
            let count = try source.read(into: space)
            if count == 0 { return copy.file }
            try copy.append(UnsafeRawBufferPointer(rebasing: space[..<count]))
        }
    }
}
