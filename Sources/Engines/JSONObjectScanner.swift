import Consent

/// Finds the members of a flat JSON object as PostgreSQL prints one, without building anything.
enum JSONObjectScanner {
    /// Which member stands where.
    struct Places {
        /// The names in their JSON form, one behind the other, and where each ends.
        private let names: [UInt8]
        private let ends: [Int]

        /// Each name gets its index. Names are compared in their JSON form.
        init(_ names: [String]) {
            var all: [UInt8] = []
            var ends: [Int] = []
            for name in names {
                all += Array(JSONName.escaped(name).utf8)
                ends.append(all.count)
            }
            self.names = all
            self.ends = ends
        }

        var count: Int { ends.count }

        /// The place of a name, or nil. Objects name their members in the same order, so the search begins at `hint`.
        @inline(__always)
        func place(of name: UnsafeBufferPointer<UInt8>, hint: Int) -> Int? {
            for step in 0..<ends.count {
                let place = hint + step < ends.count ? hint + step : hint + step - ends.count
                let start = place == 0 ? 0 : ends[place - 1]
                guard ends[place] - start == name.count else { continue }
                let isEqual = names.withUnsafeBufferPointer { names in
                    (0..<name.count).allSatisfy { names[start + $0] == name[$0] }
                }
                if isEqual { return place }
            }
            return nil
        }
    }

    /// Puts the range of the value of every member that has a place into `values`; an empty range for an absent or null
    /// one. `order` remembers for the next object which place each member had.
    static func locate(
        in object: UnsafeBufferPointer<UInt8>, places: Places, order: inout [Int], values: inout [Range<Int>]
    ) {
        for place in values.indices { values[place] = 0..<0 }
        var position = 0
        var member = 0
        while position < object.count, object[position] != quote { position += 1 }
        while position < object.count {
            let nameStart = position + 1
            position = endOfString(object, from: position)
            let name = UnsafeBufferPointer(rebasing: object[nameStart..<position - 1])
            while position < object.count, object[position] == colon || object[position] == space { position += 1 }
            let valueStart = position
            position = endOfValue(object, from: position)
            if member == order.count { order.append(0) }
            if let place = places.place(of: name, hint: order[member]) {
                order[member] = place
                // A null begins with n; nothing else does.
                if object[valueStart] != UInt8(ascii: "n") { values[place] = valueStart..<position }
            }
            member += 1
            while position < object.count, object[position] != quote { position += 1 }
        }
    }

    /// Behind the closing quote of the string that begins at `start`.
    @inline(__always)
    private static func endOfString(_ object: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start + 1
        while position < object.count, object[position] != quote {
            position += object[position] == backslash ? 2 : 1
        }
        return min(position + 1, object.count)
    }

    /// Behind the value that begins at `start`: a string, a number, a word, or something nested.
    private static func endOfValue(_ object: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        var depth = 0
        while position < object.count {
            switch object[position] {
            case quote:
                position = endOfString(object, from: position)
                if depth == 0 { return position }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return position }
                depth -= 1
                position += 1
                if depth == 0 { return position }
            case UInt8(ascii: ",") where depth == 0:
                return position
            default:
                position += 1
            }
        }
        return position
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

    private static var quote: UInt8 { 0x22 }
    private static var space: UInt8 { 0x20 }
    private static var colon: UInt8 { 0x3A }
    private static var backslash: UInt8 { 0x5C }
}

/// The JSON form of a member's name as PostgreSQL prints it, without its quotes.
private enum JSONName {
    static func escaped(_ name: String) -> String {
        name.unicodeScalars.map { scalar in
            switch scalar {
            case "\u{8}": "\\b"
            case "\u{C}": "\\f"
            default: String(JSONText.quoted(String(scalar)).dropFirst().dropLast())
            }
        }.joined()
    }
}
