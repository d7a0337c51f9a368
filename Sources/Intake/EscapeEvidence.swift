/// Whether a file switches to two-byte kanji as ISO-2022-JP does: ESC `$` `B` or ESC `$` `@`.
struct EscapeEvidence {
    private(set) var toKanji = 0
    /// Bytes of the sequence seen so far.
    private var seen = 0

    var isIdle: Bool { seen == 0 }

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        switch (seen, byte) {
        case (_, 0x1B):
            seen = 1
        case (1, UInt8(ascii: "$")):
            seen = 2
        case (2, UInt8(ascii: "B")), (2, UInt8(ascii: "@")):
            toKanji += 1
            seen = 0
        default:
            seen = 0
        }
    }
}
