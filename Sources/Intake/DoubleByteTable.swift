/// The two-byte characters of an encoding as UTF-16 code units, asked of the C library once: looking a character up
/// is ten times as fast as converting it, and needs no handle.
struct DoubleByteTable: Sendable {
    /// By lead byte - 0x80, then trail byte; 0 where nothing is assigned.
    private let codeUnits: [UInt16]

    /// CP932: 9,000 characters and the user's private 1,880. Nil if the C library cannot convert it.
    static let cp932 = DoubleByteTable(of: "CP932", prefix: [], leads: [0x81...0x9F, 0xE0...0xFC], trails: 0x40...0xFC)

    /// JIS X 0212, the supplementary kanji that EUC-JP writes in three bytes: behind 0x8F. Nil as above.
    static let jisX0212 = DoubleByteTable(of: "EUC-JP", prefix: [0x8F], leads: [0xA1...0xFE], trails: 0xA1...0xFE)

    private init?(
        of encoding: String, prefix: [UInt8], leads: [ClosedRange<UInt8>], trails: ClosedRange<UInt8>
    ) {
        guard let converter = CharacterConverter(from: encoding) else { return nil }
        var codeUnits = [UInt16](repeating: 0, count: 0x8000)
        for lead in leads.joined() {
            for trail in trails where trail != 0x7F {
                codeUnits[Self.index(lead, trail)] = converter.codeUnit(of: prefix + [lead, trail])
            }
        }
        self.codeUnits = codeUnits
    }

    /// The code unit of a character, never a surrogate, or 0 if nothing is assigned. `lead` is 0x80 or more.
    subscript(lead: UInt8, trail: UInt8) -> UInt16 {
        codeUnits[Self.index(lead, trail)]
    }

    private static func index(_ lead: UInt8, _ trail: UInt8) -> Int {
        Int(lead & 0x7F) << 8 | Int(trail)
    }
}
