/// A pattern that a whole number's digits are put into: `0000000`, `000-0000`, `(00) ####-####`.
struct PatternSection: Sendable, Equatable {
    private enum Slot: Equatable {
        /// A digit, 0 if there is none.
        case zero
        /// A digit, or nothing.
        case digit
        case literal(Character)
    }

    private let slots: [Slot]
    private let condition: Condition?

    private struct Condition: Equatable {
        let sign: String
        let number: Double

        func holds(for value: Double) -> Bool {
            switch sign {
            case "<=": value <= number
            case "<": value < number
            case ">=": value >= number
            case ">": value > number
            case "=": value == number
            default: value != number
            }
        }
    }

    /// The patterns of a format, or nil if it is none of digits: numbers of amounts are read as they are.
    static func all(_ sections: [FormatSection]) -> [PatternSection]? {
        var all: [PatternSection] = []
        for section in sections.prefix(4) {
            guard let pattern = PatternSection(section) else { break }
            all.append(pattern)
        }
        return all.isEmpty ? nil : all
    }

    private init?(_ section: FormatSection) {
        var slots: [Slot] = []
        for piece in section.pieces {
            switch piece {
            case .sign("0"): slots.append(.zero)
            case .sign("#"): slots.append(.digit)
            case .sign("-"), .sign("("), .sign(")"), .sign(" "):
                if case .sign(let sign) = piece { slots.append(.literal(sign)) }
            case .literal(let character): slots.append(.literal(character))
            case .sign: return nil
            }
        }
        guard slots.filter({ $0 == .zero }).count >= 2 else { return nil }
        self.slots = slots
        condition = section.condition.map { Condition(sign: $0.sign, number: $0.number) }
    }

    func holds(for value: Double) -> Bool { condition?.holds(for: value) ?? true }

    /// `digits` put in from the right; what is left over stands in front of the first.
    func text(_ digits: String) -> String {
        var rest = Array(digits == "0" ? "" : digits)
        var reversed: [Character] = []
        let first = slots.firstIndex { $0 == .zero || $0 == .digit }
        for (index, slot) in slots.enumerated().reversed() {
            switch slot {
            case .literal(let character): reversed.append(character)
            case .zero, .digit:
                if let digit = rest.popLast() { reversed.append(digit) } else if slot == .zero { reversed.append("0") }
                if index == first { while let digit = rest.popLast() { reversed.append(digit) } }
            }
        }
        return String(reversed.reversed())
    }
}
