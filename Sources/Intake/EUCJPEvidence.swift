/// How much of a file is EUC-JP, by the form of its bytes.
///
/// CP932 reads most EUC-JP text as half-width kana, without an error, so the form alone decides nothing: `telling` counts
/// the characters that half-width kana would not look like.
struct EUCJPEvidence {
    /// Characters of two or three bytes.
    private(set) var characters = 0
    /// Characters among them that are full-width kana (`､` or `･` and a kana, in CP932) or have a byte above those of
    /// half-width kana.
    private(set) var telling = 0
    /// Bytes that belong to no character.
    private(set) var badBytes = 0

    /// The first byte of the open character, 0 between characters.
    private var lead: UInt8 = 0
    /// Bytes of the open character still to come.
    private var missing = 0

    var isIdle: Bool { missing == 0 }

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        if missing > 0 {
            if byte >= 0xA1, byte != 0xFF {
                missing -= 1
                if missing == 0 {
                    characters += 1
                    if lead == 0xA4 || lead == 0xA5 || lead >= 0xE0 || byte >= 0xE0 { telling += 1 }
                }
                return
            }
            badBytes += 1
            missing = 0
        }
        switch byte {
        case ..<0x80: return
        case 0x8E, 0xA1...0xFE: missing = 1
        case 0x8F: missing = 2
        default: badBytes += 1
        }
        lead = byte
    }

    mutating func finish() {
        if missing > 0 { badBytes += 1 }
        missing = 0
    }
}
