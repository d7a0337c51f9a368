/// One of the parts between semicolons of a number format's code.
struct FormatSection: Equatable {
    enum Piece: Equatable {
        /// A sign that means something: `0`, `#`, `y`.
        case sign(Character)
        /// Text shown as it is.
        case literal(Character)
    }

    var pieces: [Piece] = []
    /// `[<=9999]`: for which numbers the section is.
    var condition: (sign: String, number: Double)?
    /// `[h]`, `[mm]`, `[s]`: a span of time.
    var isElapsed = false

    static func == (left: Self, right: Self) -> Bool {
        left.pieces == right.pieces && left.isElapsed == right.isElapsed
            && left.condition?.sign == right.condition?.sign && left.condition?.number == right.condition?.number
    }

    /// The signs, in small letters.
    var letters: String {
        String(pieces.compactMap { if case .sign(let sign) = $0 { Character(sign.lowercased()) } else { nil } })
    }

    static func sections(of code: String) -> [FormatSection] {
        var sections = [FormatSection()]
        var rest = Array(code)[...]
        while let character = rest.popFirst() {
            switch character {
            case ";": sections.append(FormatSection())
            case "\"":
                while let literal = rest.popFirst(), literal != "\"" {
                    sections[sections.count - 1].pieces.append(.literal(literal))
                }
            case "\\":
                if let literal = rest.popFirst() { sections[sections.count - 1].pieces.append(.literal(literal)) }
            case "_", "*": _ = rest.popFirst()
            case "[":
                let content = String(rest.prefix { $0 != "]" })
                rest = rest.dropFirst(content.count + 1)
                sections[sections.count - 1].take(bracket: content)
            default: sections[sections.count - 1].pieces.append(.sign(character))
            }
        }
        return sections
    }

    private mutating func take(bracket content: String) {
        let letters = content.lowercased()
        if let first = letters.first, "hms".contains(first), letters.allSatisfy({ $0 == first }) {
            isElapsed = true
        } else if let sign = ["<=", ">=", "<>", "<", ">", "="].first(where: content.hasPrefix),
            let number = Double(content.dropFirst(sign.count))
        {
            condition = (sign, number)
        }
    }
}
