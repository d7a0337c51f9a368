import Consent

/// The `From` of a mail, as the operator wrote it: an address, with a name or without.
struct SenderAddress: Sendable, Equatable {
    let name: String?
    let address: String

    /// Takes `news@aoba.example` and `Aoba <news@aoba.example>`, the name with quotes or without; nil for anything else.
    init?(_ text: String) {
        // A line break would begin another header.
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else { return nil }
        guard text.last == ">", let open = text.lastIndex(of: "<") else {
            guard let parsed = try? EmailAddress(text), !parsed.needsSMTPUTF8 else { return nil }
            (name, address) = (nil, parsed.canonical)
            return
        }
        guard let parsed = try? EmailAddress(text[text.index(after: open)...].dropLast()), !parsed.needsSMTPUTF8 else {
            return nil
        }
        var name = text[..<open]
        while name.last == " " { name.removeLast() }
        while name.first == " " { name.removeFirst() }
        if name.count >= 2, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
        guard !name.contains(where: { "<>\"\\".contains($0) }) else { return nil }
        self.name = name.isEmpty ? nil : String(name)
        address = parsed.canonical
    }

    /// For engines that take UTF-8 in the name.
    var text: String {
        name.map { "\"\($0)\" <\(address)>" } ?? address
    }

    /// For engines that want a header as it goes over the wire: ASCII, names as encoded words (RFC 2047 §2).
    var headerText: String {
        guard let name else { return address }
        return name.utf8.allSatisfy { $0 < 0x80 } ? text : "\(EncodedWords.of(name)) <\(address)>"
    }
}

extension SenderAddress {
    /// The sender as a JSON object, its members called as an engine calls them; without a name if there is none.
    func object(address addressKey: String, name nameKey: String) -> String {
        let named = name.map { ",\"\(nameKey)\":\(JSONText.quoted($0))" } ?? ""
        return "{\"\(addressKey)\":\(JSONText.quoted(address))\(named)}"
    }
}
