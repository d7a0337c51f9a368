/// A number in the form of JSON (RFC 8259 §6): `-12`, `1.5`, `2.997e9`.
package struct Decimal: Sendable {
    /// As it was written.
    package let text: String

    /// Nil if `text` is no number, or longer than PostgreSQL's `numeric` surely holds.
    package init?(_ text: String) {
        var rest = Substring(text).utf8
        guard text.utf8.count <= 100 else { return nil }
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = Self.takeDigits(&rest)
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return nil }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard !Self.takeDigits(&rest).isEmpty else { return nil }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            let exponent = Self.takeDigits(&rest)
            // A double goes to 308; `numeric` fails at 131,072.
            guard !exponent.isEmpty, let size = Int(String(Substring(exponent))), size <= 308 else { return nil }
        }
        guard rest.isEmpty else { return nil }
        self.text = text
    }

    private static func takeDigits(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = text.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        text = text.dropFirst(digits.count)
        return digits
    }
}
