/// The names of a file's columns, each unique and not empty.
package struct HeaderRow: Sendable, Equatable {
    /// In the order of the file.
    package let names: [String]

    /// The cells of the first record. White space around a name and zero-width characters go; an empty name becomes
    /// `column_7` by its number, and the second `点` becomes `点 (2)`.
    package init(_ cells: [String]) {
        var taken: Set<String> = []
        var names: [String] = []
        for (index, cell) in cells.enumerated() {
            let trimmed = Self.trimmed(cell)
            let wished = trimmed.isEmpty ? "column_\(index + 1)" : trimmed
            var name = wished
            var number = 2
            while !taken.insert(name).inserted {
                name = "\(wished) (\(number))"
                number += 1
            }
            names.append(name)
        }
        self.names = names
    }

    /// The index, from 0, of the column that a person means: its name as it stands, its name folded, or its number
    /// from 1.
    ///
    /// - Throws: `unknownColumn`.
    package func index(of column: String) throws(MappingError) -> Int {
        if let index = names.firstIndex(of: Self.trimmed(column)) { return index }
        let folded = FoldedHeader(column)
        if let index = names.firstIndex(where: { FoldedHeader($0) == folded }) { return index }
        if let number = Int(column), 1 <= number, number <= names.count { return number - 1 }
        throw .unknownColumn(column, columns: names)
    }

    /// The first cell that looks like an address, from 0: then the file most likely has no header, and its names are
    /// personal data.
    var addressIndex: Int? {
        names.firstIndex { name in
            let parts = name.split(omittingEmptySubsequences: false) { $0 == "@" || $0 == "＠" }
            return parts.count == 2 && !parts[0].isEmpty && parts[1].dropFirst().contains { $0 == "." || $0 == "．" }
                && !name.contains(where: \.isWhitespace)
        }
    }

    private static func trimmed(_ cell: String) -> String {
        let visible = cell.unicodeScalars.filter { scalar in
            switch scalar {
            case "\u{200B}"..."\u{200D}", "\u{2060}", "\u{FEFF}": false
            default: true
            }
        }
        let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        guard let first = visible.firstIndex(where: { !isSpace($0) }),
            let last = visible.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(String.UnicodeScalarView(visible[first...last]))
    }
}
