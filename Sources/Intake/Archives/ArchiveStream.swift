import Glibc

/// What libarchive reads an open file through, at places of its own.
final class ArchiveStream {
    private let file: OpenFile
    private let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 8)
    private var offset: Int64 = 0

    init(_ file: OpenFile) {
        self.file = file
    }

    deinit {
        space.deallocate()
    }

    static func of(_ client: UnsafeMutableRawPointer?) -> ArchiveStream {
        Unmanaged<ArchiveStream>.fromOpaque(client!).takeUnretainedValue()
    }

    /// -1 if the operating system refuses.
    func read(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
        buffer?.pointee = UnsafeRawPointer(space.baseAddress)
        guard let count = try? file.read(at: offset, into: space) else { return -1 }
        offset += Int64(count)
        return count
    }

    func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
        switch whence {
        case SEEK_SET: self.offset = offset
        case SEEK_CUR: self.offset += offset
        default: self.offset = file.size + offset
        }
        self.offset = max(self.offset, 0)
        return self.offset
    }

    func skip(_ count: Int64) -> Int64 {
        let count = min(max(count, 0), max(file.size - offset, 0))
        offset += count
        return count
    }
}
