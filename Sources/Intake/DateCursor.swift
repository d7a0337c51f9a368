/// Walks over the characters of a date, full-width ones as ASCII.
struct DateCursor {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// A cursor behind the white space in front of `text`; white space at its end is left out.
    init(_ text: String) {
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { scalars.append(Self.folded(scalar)) }
        while scalars.last == " " { scalars.removeLast() }
        self.scalars = scalars
        skipSpaces()
    }

    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x09, 0xA0, 0x3000: " "
        case 0x2212: "-"
        default: scalar
        }
    }

    var isAtEnd: Bool { position == scalars.count }

    var isAtDigit: Bool { digit(at: position) != nil }

    mutating func skipSpaces() {
        while !isAtEnd, scalars[position] == " " { position += 1 }
    }

    /// Takes one character if it is among `choice`.
    mutating func take(anyOf choice: String) -> Unicode.Scalar? {
        guard !isAtEnd, choice.unicodeScalars.contains(scalars[position]) else { return nil }
        defer { position += 1 }
        return scalars[position]
    }

    /// Takes `word` if it comes next.
    mutating func take(word: String) -> Bool {
        guard scalars[position...].starts(with: word.unicodeScalars) else { return false }
        position += word.unicodeScalars.count
        return true
    }

    /// Takes what divides a date from a time: `T`, or spaces; behind `日` there need be nothing.
    mutating func takeTimeSeparator() -> Bool {
        if take(anyOf: "Tt") != nil { return true }
        let start = position
        skipSpaces()
        return position > start || (position > 0 && scalars[position - 1] == "日")
    }

    /// Takes all digits that follow if their count is in `counts`, at most 8.
    mutating func takeNumber(ofDigits counts: ClosedRange<Int>) -> Int64? {
        var number: Int64 = 0
        var end = position
        while end - position <= 8, let digit = digit(at: end) {
            number = number * 10 + digit
            end += 1
        }
        guard counts ~= end - position else { return nil }
        position = end
        return number
    }

    /// Takes the digits behind a decimal point, as microseconds.
    mutating func takeFraction() -> Int64? {
        guard isAtDigit else { return nil }
        var microseconds: Int64 = 0
        var unit: Int64 = 100_000
        while let digit = digit(at: position) {
            microseconds += digit * unit
            unit /= 10
            position += 1
        }
        return microseconds
    }

    private func digit(at position: Int) -> Int64? {
        guard position < scalars.count, "0"..."9" ~= scalars[position] else { return nil }
        return Int64(scalars[position].value - 0x30)
    }
}
