/// The links of a page that a person can see and press.
enum HTMLLinks {
    /// The addresses of anchors that show a text or a picture and are not hidden by their own style.
    static func visible(in html: String) -> [String] {
        let bytes = Array(html.utf8)
        var links: [String] = []
        var place = 0
        while let start = find("<a", in: bytes, from: place) {
            place = start + 2
            guard place < bytes.count, isSpace(bytes[place]),
                let end = bytes[place...].firstIndex(of: UInt8(ascii: ">"))
            else { continue }
            let tag = String(decoding: bytes[place..<end], as: UTF8.self)
            place = end + 1
            let close = find("</a", in: bytes, from: place) ?? bytes.count
            let content = bytes[place..<close]
            if let address = attribute("href", of: tag), !isHidden(tag), shows(content) {
                links.append(unescaped(address))
            }
        }
        return links
    }

    /// The value of an attribute of a tag, quoted or not.
    private static func attribute(_ name: String, of tag: String) -> String? {
        let bytes = Array(tag.utf8)
        var place = 0
        while let found = find(name, in: bytes, from: place) {
            place = found + name.utf8.count
            guard
                found == 0 || isSpace(bytes[found - 1]) || bytes[found - 1] == UInt8(ascii: "\"")
                    || bytes[found - 1] == UInt8(ascii: "'")
            else { continue }
            var rest = bytes[place...].drop(while: isSpace)
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst().drop(while: isSpace)
            if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                return String(decoding: rest.dropFirst().prefix { $0 != quote }, as: UTF8.self)
            }
            return String(decoding: rest.prefix { !isSpace($0) }, as: UTF8.self)
        }
        return nil
    }

    private static func isHidden(_ tag: String) -> Bool {
        let style = (attribute("style", of: tag) ?? "").lowercased().filter { !$0.isWhitespace }
        return style.contains("display:none") || style.contains("visibility:hidden") || style.contains("font-size:0")
            || style.contains("opacity:0;") || style.hasSuffix("opacity:0")
    }

    /// Whether between the tags there is a picture, or text apart from tags and blanks.
    private static func shows(_ content: ArraySlice<UInt8>) -> Bool {
        if find("<img", in: Array(content), from: 0) != nil { return true }
        var isTag = false
        for byte in content {
            if byte == UInt8(ascii: "<") { isTag = true }
            if !isTag, !isSpace(byte) { return true }
            if byte == UInt8(ascii: ">") { isTag = false }
        }
        return false
    }

    private static func unescaped(_ address: String) -> String {
        ["&amp;", "&#38;", "&#x26;", "&AMP;"].reduce(address.trimmed) { $0.replacing($1, with: "&") }
    }

    /// Where a text of small letters and signs stands, in any letter case.
    private static func find(_ text: String, in bytes: [UInt8], from start: Int) -> Int? {
        let wanted = Array(text.utf8)
        guard bytes.count - start >= wanted.count else { return nil }
        return (start...(bytes.count - wanted.count)).first { place in
            wanted.indices.allSatisfy { index in
                let byte = bytes[place + index]
                return ((65...90).contains(byte) ? byte | 0x20 : byte) == wanted[index]
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}
