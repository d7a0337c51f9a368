/// How much of a file is UTF-8.
struct UTF8Evidence {
    /// Valid characters of two bytes or more.
    private(set) var characters = 0
    /// Bytes that belong to no valid character.
    private(set) var badBytes = 0

    /// Bytes of the open character seen so far; 0 between characters.
    private var seen = 0
    private var length = 0
    private var next: ClosedRange<UInt8> = 0x80...0xBF

    var isIdle: Bool { seen == 0 }

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        if seen > 0 {
            if next ~= byte {
                seen += 1
                next = 0x80...0xBF
                if seen == length {
                    characters += 1
                    seen = 0
                }
                return
            }
            badBytes += seen
            seen = 0
        }
        if byte < 0x80 { return }
        if let sequence = UTF8Sequence(lead: byte) {
            seen = 1
            length = sequence.length
            next = sequence.second
        } else {
            badBytes += 1
        }
    }

    mutating func finish() {
        badBytes += seen
        seen = 0
    }
}
