/// How much of a file is CP932, by the form of its bytes.
struct CP932Evidence {
    /// Two-byte characters and half-width kana.
    private(set) var characters = 0
    /// Bytes that belong to no character.
    private(set) var badBytes = 0
    private var isAfterLead = false

    var isIdle: Bool { !isAfterLead }

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        if isAfterLead {
            isAfterLead = false
            if 0x40...0xFC ~= byte, byte != 0x7F {
                characters += 1
                return
            }
            badBytes += 1
        }
        switch byte {
        case 0x81...0x9F, 0xE0...0xFC: isAfterLead = true
        case 0xA1...0xDF: characters += 1
        case 0x80, 0xA0, 0xFD...0xFF: badBytes += 1
        default: break
        }
    }

    mutating func finish() {
        if isAfterLead { badBytes += 1 }
        isAfterLead = false
    }
}
