/// One item of an address list: `"山田 太郎" <taro@example.jp>`, `taro@example.jp (Taro)` or an address alone.
struct AddressItem: Equatable {
    /// As written; whether it is an address is found out later.
    let address: [UInt8]
    /// In UTF-8, decoded; empty if there is none.
    let name: [UInt8]

    /// Reads an item in UTF-8, as `AddressSplitter` cuts it. What has no form of these is an address as a whole.
    init(_ item: [UInt8]) {
        let text = Self.trimmed(item[...])
        var (plain, comments) = Self.withoutComments(text)
        if let open = Self.lastOpenAngle(plain), let close = plain[open...].firstIndex(of: UInt8(ascii: ">")),
            Self.trimmed(plain[(close + 1)...]).isEmpty
        {
            var address = Self.trimmed(plain[(open + 1)..<close])
            // RFC 5322 §4.4: a route of old, <@relay:taro@example.jp>.
            if address.first == UInt8(ascii: "@"), let colon = address.firstIndex(of: UInt8(ascii: ":")) {
                address = Array(address[(colon + 1)...])
            }
            self.address = address
            let name = Self.name(plain[..<open])
            self.name = Self.isAddress(name, address) ? [] : name
            return
        }
        plain = Self.trimmed(plain[...])
        if !comments.isEmpty, plain.contains(UInt8(ascii: "@")) {
            address = plain
            comments = EncodedWords.decoded(Self.trimmed(comments[...]))
            name = comments
        } else {
            address = text
            name = []
        }
    }

    /// A display name without its quotes and escapes, white space folded, encoded words decoded.
    private static func name(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var unquoted: [UInt8] = []
        var isQuoted = false
        var isEscaped = false
        for byte in text {
            if isEscaped {
                unquoted.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), isQuoted {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == 0x20 || byte == 0x09 {
                if !unquoted.isEmpty, unquoted.last != 0x20 { unquoted.append(0x20) }
            } else {
                unquoted.append(byte)
            }
        }
        // Outlook writes 'taro@example.jp' and 'Yamada, Taro'.
        var name = trimmed(unquoted[...])
        if name.count >= 2, name.first == UInt8(ascii: "'"), name.last == UInt8(ascii: "'") {
            name = Array(name.dropFirst().dropLast())
        }
        return EncodedWords.decoded(name)
    }

    /// Whether a name only repeats the address.
    private static func isAddress(_ name: [UInt8], _ address: [UInt8]) -> Bool {
        let fold = { (byte: UInt8) in 0x41...0x5A ~= byte ? byte | 0x20 : byte }
        return name.map(fold) == address.map(fold)
    }

    /// The `<` of the address: the last one outside of quotes.
    private static func lastOpenAngle(_ text: [UInt8]) -> Int? {
        var isQuoted = false
        var isEscaped = false
        var last: Int?
        for (index, byte) in text.enumerated() {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), isQuoted {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: "<"), !isQuoted {
                last = index
            }
        }
        return last
    }

    /// `text` without its comments in parentheses, and the comments, which nest, without the outer parentheses.
    private static func withoutComments(_ text: [UInt8]) -> (plain: [UInt8], comments: [UInt8]) {
        guard text.contains(UInt8(ascii: "(")) else { return (text, []) }
        var plain: [UInt8] = []
        var comments: [UInt8] = []
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        for byte in text {
            let isLiteral = isEscaped
            isEscaped = !isLiteral && byte == UInt8(ascii: "\\") && (isQuoted || depth > 0)
            if depth == 0, byte == UInt8(ascii: "\""), !isLiteral { isQuoted.toggle() }
            if !isQuoted, !isLiteral, byte == UInt8(ascii: "(") {
                depth += 1
                if depth == 1 { continue }
            }
            if !isQuoted, !isLiteral, byte == UInt8(ascii: ")"), depth > 0 {
                depth -= 1
                if depth == 0 { continue }
            }
            if depth == 0 {
                plain.append(byte)
            } else if !isEscaped {
                comments.append(byte)
            }
        }
        // A parenthesis that never ends is no comment.
        return depth > 0 ? (text, []) : (plain, comments)
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return Array(text)
    }
}

extension Members {
    /// Adds what an item of an address list holds.
    mutating func add(_ item: AddressItem) {
        add("email".utf8, item.address)
        add("name".utf8, item.name)
    }
}
