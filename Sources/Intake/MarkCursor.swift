/// Walks over the bytes that mean something in CSV: delimiter, quote, CR and LF.
struct MarkCursor {
    private let bytes: UnsafeRawPointer
    private let end: Int
    private let delimiterPattern: UInt64
    /// Where the word of `mask` begins.
    private var word: Int
    /// The marks of that word not yet handed out.
    private var mask: UInt64 = 0

    /// A cursor at `start`. The `ReadWindow.padding` bytes behind `end` may be loaded.
    @inline(__always)
    init(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, delimiter: UInt8) {
        self.bytes = UnsafeRawPointer(bytes)
        self.end = end
        delimiterPattern = ByteMarks.repeated(delimiter)
        word = start
        if start < end { mask = marks(at: start) }
    }

    /// The position of the next mark; `end` or more if there is none before `end`.
    @inline(__always)
    mutating func next() -> Int {
        while mask == 0 {
            word += 8
            if word >= end { return end }
            mask = marks(at: word)
        }
        let position = word + mask.trailingZeroBitCount / 8
        mask &= mask - 1
        return position
    }

    @inline(__always)
    private func marks(at position: Int) -> UInt64 {
        let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
        let unmarked =
            ByteMarks.difference(word, delimiterPattern)
            & ByteMarks.difference(word, ByteMarks.repeated(UInt8(ascii: "\"")))
            & ByteMarks.difference(word, ByteMarks.repeated(UInt8(ascii: "\n")))
            & ByteMarks.difference(word, ByteMarks.repeated(UInt8(ascii: "\r")))
        return ~unmarked & ByteMarks.highBits
    }
}
