import Consent

/// Finds the members of a flat JSON object as PostgreSQL prints one, without building anything.
enum JSONObjectScanner {
    /// Which member stands where.
    struct Places {
        private let names: [[UInt8]]
        private let order: [Int: [Int]]

        /// Each name gets its index. Names are compared in their JSON form.
        init(_ names: [String]) {
            self.names = names.map { Array(JSONName.escaped($0).utf8) }
            order = Dictionary(grouping: names.indices, by: { JSONName.escaped(names[$0]).utf8.count })
        }

        func place(of name: UnsafeBufferPointer<UInt8>) -> Int? {
            order[name.count]?.first { names[$0].elementsEqual(name) }
        }
    }

    /// Calls `found` with the place and the range of the value of every member that has a place, in the object's order.
    /// Null members are passed over.
    static func scan(_ object: UnsafeBufferPointer<UInt8>, places: Places, found: (Int, Range<Int>) -> Void) {
        var position = 0
        func skip(_ bytes: [UInt8]) {
            while position < object.count, bytes.contains(object[position]) { position += 1 }
        }
        /// Moves past the value that begins here: a string, a number, a word, or something nested.
        func passValue() {
            var depth = 0
            while position < object.count {
                let byte = object[position]
                if byte == quote {
                    passString()
                    if depth == 0 { return }
                    continue
                }
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                    if depth == 0 { return }
                    depth -= 1
                    if depth == 0 {
                        position += 1
                        return
                    }
                }
                if depth == 0, byte == UInt8(ascii: ",") { return }
                position += 1
            }
        }
        func passString() {
            position += 1
            while position < object.count, object[position] != quote {
                position += object[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position += 1
        }
        skip([UInt8(ascii: "{"), space])
        while position < object.count, object[position] == quote {
            let start = position
            passString()
            let name = UnsafeBufferPointer(rebasing: object[start + 1..<position - 1])
            skip([UInt8(ascii: ":"), space])
            let valueStart = position
            passValue()
            let value = UnsafeBufferPointer(rebasing: object[valueStart..<position])
            if let place = places.place(of: name), !value.elementsEqual("null".utf8) {
                found(place, valueStart..<position)
            }
            skip([UInt8(ascii: ","), space])
        }
    }

    /// Whether a value is a string in which nothing is escaped.
    static func isPlainString(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        value.first == quote && !value.contains(UInt8(ascii: "\\"))
    }

    /// The text that a value means: a string without its quotes and escapes, a list of strings joined by `|`, else the
    /// value as it is written.
    static func text(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        if value.first == quote { return unescaped(UnsafeBufferPointer(rebasing: value.dropFirst().dropLast())) }
        guard value.first == UInt8(ascii: "[") else { return Array(value) }
        var items: [[UInt8]] = []
        var position = 1
        while position < value.count {
            guard value[position] == quote else {
                position += 1
                continue
            }
            let start = position + 1
            position = start
            while position < value.count, value[position] != quote {
                position += value[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            items.append(unescaped(UnsafeBufferPointer(rebasing: value[start..<min(position, value.count)])))
            position += 1
        }
        return Array(items.joined(separator: [UInt8(ascii: "|")]))
    }

    /// Undoes the escapes that PostgreSQL writes: it escapes quotes, backslashes and control characters only.
    private static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            let byte = text[position]
            guard byte == UInt8(ascii: "\\"), position + 1 < text.count else {
                output.append(byte)
                position += 1
                continue
            }
            position += 2
            switch text[position - 1] {
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "u") where position + 4 <= text.count:
                let digits = String(decoding: text[position..<position + 4], as: UTF8.self)
                output += UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) } ?? []
                position += 4
            case let other: output.append(other)
            }
        }
        return output
    }

    private static let quote = UInt8(ascii: "\"")
    private static let space = UInt8(ascii: " ")
}

/// The JSON form of a member's name, without its quotes.
private enum JSONName {
    static func escaped(_ name: String) -> String {
        String(JSONText.quoted(name).dropFirst().dropLast())
    }
}
