/// A two-byte character of the JIS family by its place in the code table: row and cell, each 0x21...0x7E.
struct JISCharacter {
    let row: UInt8
    let cell: UInt8

    /// The character at a place, or nil outside of the table.
    init?(row: UInt8, cell: UInt8) {
        guard 0x21...0x7E ~= row, 0x21...0x7E ~= cell else { return nil }
        self.row = row
        self.cell = cell
    }

    /// The two bytes of the same place in CP932. Windows keeps NEC's row 13 (①, ㈱) and rows 89 to 92 (髙, 﨑) there,
    /// which the C library's EUC-JP and ISO-2022-JP refuse or send to the private use area.
    var cp932: (lead: UInt8, trail: UInt8) {
        // Two rows of 94 cells share one lead byte; 0xA0...0xDF and the trail byte 0x7F are left out.
        let lead = (row - 0x21) / 2 + 0x81
        let trail = row.isMultiple(of: 2) ? cell + 0x7E : cell + (cell >= 0x60 ? 0x20 : 0x1F)
        return (lead > 0x9F ? lead + 0x40 : lead, trail)
    }
}
