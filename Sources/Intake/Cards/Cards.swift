/// The people of a file of cards: a record for each address of a card. A contact's line is that of its address, or of
/// the card's beginning if it has none.
final class Cards: MemberSource {
    /// Bytes of one property; a longer one is of no person.
    private static let propertyLimit = 64 * 1024
    /// Addresses of one card.
    private static let addressLimit = 10_000

    private var lines: LineReader
    /// The line that was read beyond the property before it.
    private var ahead: [UInt8]?
    private var aheadLine = 0
    private var card = Card()
    /// The addresses of `card` still to be handed out, the next one last.
    private var pending: [(address: [UInt8], line: Int)] = []

    init(_ source: any ByteSource) throws(IntakeError) {
        lines = try LineReader(source, cutsLongLines: true)
    }

    func next(into members: inout Members) throws(IntakeError) -> Bool {
        if pending.isEmpty {
            guard let line = try nextCard() else { return false }
            pending = card.addresses.isEmpty ? [([], line)] : card.addresses.reversed()
        }
        let (address, line) = pending.removeLast()
        members.begin(line: line)
        members.add("email".utf8, address)
        card.describe(in: &members)
        return true
    }

    /// Reads the next card and answers the line on which it begins.
    private func nextCard() throws(IntakeError) -> Int? {
        card = Card()
        var start: Int?
        var depth = 0
        while let (line, text) = try nextProperty() {
            guard let property = CardProperty(text) else { continue }
            let value = String(decoding: property.text.prefix(5), as: UTF8.self).uppercased()
            switch (property.name, value) {
            case ("BEGIN", "VCARD"):
                depth += 1
                if depth == 1 { start = line }
            case ("END", "VCARD"):
                depth -= 1
                if depth == 0 { return start }
                depth = max(depth, 0)
            default:
                // A card inside a card is of somebody else (vCard 2.1, AGENT).
                if depth == 1, card.addresses.count < Self.addressLimit { card.take(property, line: line) }
            }
        }
        if let start { throw .unfinishedCard(line: start) }
        return nil
    }

    /// The next property that is of interest, unfolded (RFC 6350 §3.2), with the line on which it begins.
    private func nextProperty() throws(IntakeError) -> (line: Int, text: [UInt8])? {
        while true {
            var text: [UInt8] = []
            let line: Int
            if let taken = ahead {
                (text, line, ahead) = (taken, aheadLine, nil)
            } else {
                guard let read = try lines.next() else { return nil }
                text = Array(read.prefix(Self.propertyLimit))
                line = lines.line
            }
            let (name, isSoft) = text.withUnsafeBufferPointer {
                (CardProperty.name(of: $0) ?? "", CardProperty.isQuotedPrintable($0))
            }
            let isWanted = Card.properties.contains(name) || name == "BEGIN" || name == "END"
            while let read = try lines.next() {
                let isFolded = read.first == 0x20 || read.first == 0x09
                let isContinued = isSoft && text.last == UInt8(ascii: "=")
                guard isFolded || isContinued else {
                    ahead = Array(read.prefix(Self.propertyLimit))
                    aheadLine = lines.line
                    break
                }
                if isContinued { text.removeLast() }
                if isWanted, text.count < Self.propertyLimit {
                    text += isFolded ? read.dropFirst() : read[...]
                } else if isSoft, read.last == UInt8(ascii: "=") {
                    text.append(UInt8(ascii: "="))
                }
            }
            if isWanted { return (line, text) }
        }
    }
}
