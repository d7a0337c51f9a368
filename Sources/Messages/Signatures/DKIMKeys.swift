/// Public keys by their name in the DNS, `selector._domainkey.domain`, each as the text of its TXT record.
package struct DKIMKeys: Sendable {
    private var texts: [String: String] = [:]

    package init() {}

    package enum Problem: Error {
        /// The name does not have `._domainkey.` in it.
        case badName
        /// The file holds no key.
        case noKey
    }

    /// Takes a key in one of three forms: the text of the record (`v=DKIM1; p=…`), a line of a zone file with the text in
    /// quotes as `opendkim-genkey` writes it, or a public key in PEM.
    package mutating func add(_ name: String, file: String) throws(Problem) {
        let name = name.lowercased()
        guard let middle = name.firstRange(of: "._domainkey."), middle.lowerBound > name.startIndex,
            middle.upperBound < name.endIndex
        else { throw .badName }
        let text = Self.record(in: file)
        guard text.split(separator: ";").contains(where: { $0.trimmed.hasPrefix("p=") }), !text.contains("\n") else {
            throw .noKey
        }
        texts[name] = text
    }

    func text(selector: String, domain: String) -> String? {
        texts["\(selector)._domainkey.\(domain)".lowercased()]
    }

    var isEmpty: Bool { texts.isEmpty }

    private static func record(in file: String) -> String {
        if file.contains("-----BEGIN PUBLIC KEY-----") {
            let lines = file.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
            return "v=DKIM1; k=rsa; p=" + lines.joined().filter { !$0.isWhitespace }
        }
        guard file.contains("\"") else { return file.split(whereSeparator: \.isNewline).joined(separator: " ").trimmed }
        // Every second piece stands between quotes; the strings of a record belong together without a space.
        let pieces = file.split(separator: "\"", omittingEmptySubsequences: false)
        return pieces.indices.filter { !$0.isMultiple(of: 2) }.map { String(pieces[$0]) }.joined()
    }
}
