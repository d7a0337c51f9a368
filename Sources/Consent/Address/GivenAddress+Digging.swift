/// What stands around an address in a cell of a spreadsheet or of an address book. It is taken away only where the text is
/// no address as it stands: an address that is one is never changed by this.
extension GivenAddress {
    /// Takes it away until nothing is left to take. Answers whether there was any.
    mutating func dig() -> Bool {
        repair()
        let repaired = scalars
        while true {
            let before = scalars
            dropEscapes()
            undoFormula()
            dropNameAround()
            dropPunctuation()
            guard scalars != before else { break }
            repair()
        }
        return scalars != repaired
    }

    /// What OOXML writes for characters that XML cannot hold (ECMA-376 part 1 §22.9.2.19, `ST_Xstring`): `_x000D_`.
    private mutating func dropEscapes() {
        var kept: [Unicode.Scalar] = []
        var rest = scalars[...]
        while let scalar = rest.first {
            if scalar == "_", let value = Self.escapedValue(rest), value < 0x21 || value == 0xA0 {
                rest = rest.dropFirst(7)
            } else {
                kept.append(rest.removeFirst())
            }
        }
        replace(with: kept, by: .spreadsheetEscape)
    }

    private static func escapedValue(_ text: ArraySlice<Unicode.Scalar>) -> UInt32? {
        let escape = Array(text.prefix(7))
        guard escape.count == 7, escape[1] == "x" || escape[1] == "X", escape[6] == "_" else { return nil }
        return UInt32(String(String.UnicodeScalarView(escape[2...5])), radix: 16)
    }

    /// `="taro@example.jp"`, and `=HYPERLINK("mailto:taro@example.jp","…")` if it holds no second address.
    private mutating func undoFormula() {
        guard scalars.first == "=" else { return }
        if scalars.starts(with: ["=", "\""]) {
            let isClosed = scalars.count > 2 && scalars.last == "\""
            return replace(with: scalars.dropFirst(2).dropLast(isClosed ? 1 : 0), by: .formula)
        }
        let name = "hyperlink(".unicodeScalars
        guard scalars.dropFirst().prefix(name.count).map({ $0.properties.lowercaseMapping }) == name.map({ String($0) })
        else { return }
        let arguments = scalars.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .compactMap { $0.offset % 2 == 1 && $0.element.contains("@") ? $0.element : nil }
        guard let first = arguments.first, arguments.allSatisfy({ Self.isSameAddress($0, first) }) else { return }
        replace(with: first, by: .formula)
    }

    /// RFC 5322 §3.4, `name-addr`, and the older way of a comment behind the address.
    private mutating func dropNameAround() {
        if scalars.last == ">", let open = scalars.lastIndex(of: "<"), scalars[open...].contains("@") {
            let inside = scalars[(open + 1)...].dropLast()
            let outside = scalars[..<open]
            guard !outside.contains("@") || Self.isSameAddress(outside, inside) else { return }
            replace(with: inside, by: .nameAround)
        } else if scalars.last == ")", let at = scalars.firstIndex(of: "@"),
            let open = scalars[at...].firstIndex(of: "("), !scalars[open...].contains("@")
        {
            replace(with: scalars[..<open], by: .nameAround)
        }
    }

    private mutating func dropPunctuation() {
        let inFront: Set<Unicode.Scalar> = [",", ";", ":", "、", "，", "；"]
        let behind = inFront.union([".", "。", "．"])
        let kept = scalars.drop { inFront.contains($0) }
        let end = kept.lastIndex { !behind.contains($0) }.map { $0 + 1 } ?? kept.startIndex
        replace(with: kept[..<end], by: .punctuation)
    }

    /// Whether two pieces of a text name one contact.
    private static func isSameAddress(_ left: ArraySlice<Unicode.Scalar>, _ right: ArraySlice<Unicode.Scalar>) -> Bool {
        func address(_ piece: ArraySlice<Unicode.Scalar>) -> EmailAddress? {
            var given = GivenAddress(UnicodeText(Array(piece)))
            given.repair()
            return try? EmailAddress(given.text)
        }
        guard let left = address(left) else { return false }
        return left == address(right)
    }
}

extension EmailAddress {
    /// The pieces of a text that look like addresses, each once, for telling a person that there are several.
    package static func several(in text: String) -> [String] {
        var found: [String] = []
        for piece in text.unicodeScalars.split(whereSeparator: isBetweenAddresses) {
            let word = String(piece)
            if word.unicodeScalars.contains(where: { $0 == "@" || $0 == "＠" }), !found.contains(word) {
                found.append(word)
            }
        }
        return found
    }

    private static func isBetweenAddresses(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ",", ";", "/", "|", "<", ">", "\"", "、", "，", "；", "＜", "＞": true
        default: scalar.properties.isWhitespace
        }
    }
}
