/// Reads a file here and there, with the pages read last kept in memory.
final class PagedFile {
    private static let pageSize = 64 * 1024
    private static let pageCount = 64

    private let file: OpenFile
    private let memory: UnsafeMutableRawBufferPointer
    /// The page that stands in each slot, -1 for none, and its bytes.
    private var pages = [Int64](repeating: -1, count: pageCount)
    private var counts = [Int](repeating: 0, count: pageCount)

    init(_ file: OpenFile) {
        self.file = file
        memory = .allocate(byteCount: Self.pageSize * Self.pageCount, alignment: 8)
    }

    deinit {
        memory.deallocate()
    }

    /// Appends `count` bytes from `offset` on to `output`, fewer at the end of the file.
    func read(at offset: Int64, count: Int, into output: inout [UInt8]) throws(IntakeError) {
        var offset = offset
        var left = count
        while left > 0 {
            let page = offset / Int64(Self.pageSize)
            let slot = Int(page % Int64(Self.pageCount))
            let start = slot * Self.pageSize
            if pages[slot] != page {
                pages[slot] = -1
                var filled = 0
                while filled < Self.pageSize {
                    let space = UnsafeMutableRawBufferPointer(
                        rebasing: memory[(start + filled)..<(start + Self.pageSize)])
                    let read = try file.read(at: page * Int64(Self.pageSize) + Int64(filled), into: space)
                    if read == 0 { break }
                    filled += read
                }
                pages[slot] = page
                counts[slot] = filled
            }
            let inPage = Int(offset % Int64(Self.pageSize))
            let available = min(left, counts[slot] - inPage)
            if available <= 0 { return }
            output.append(contentsOf: memory[(start + inPage)..<(start + inPage + available)])
            offset += Int64(available)
            left -= available
        }
    }
}
