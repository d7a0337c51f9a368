import Consent

/// CSV in UTF-8 for any engine that merges by columns (RFC 4180): CRLF, quotes where they are needed. Values are as they
/// are; it is not for spreadsheets, which would run some of them as formulas.
struct CSVEngine: EngineFormat {
    static let name = "csv"
    static let fileName = "recipients.csv"

    let fields: [String]
    private let places: JSONObjectScanner.Places
    private let constants: (post: [UInt8], listID: [UInt8])
    private var values: [Range<Int>]
    private var order: [Int] = []

    init(attributes: [String], listID: String) {
        fields = PlainFields.all(attributes: attributes)
        places = JSONObjectScanner.Places(attributes)
        constants = (Array(listUnsubscribePost.utf8), Self.quoted(listID))
        values = Array(repeating: 0..<0, count: attributes.count)
    }

    mutating func begin(_ output: inout [UInt8]) {
        output += fields.map { Self.quoted($0) }.joined(separator: [UInt8(ascii: ",")])
        output += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) {
        HexText.append(recipient.contact, to: &output)
        Self.append(recipient.address, to: &output)
        Self.append(recipient.name, to: &output)
        Self.append(recipient.locale, to: &output)
        JSONObjectScanner.locate(in: recipient.attributes, places: places, order: &order, values: &values)
        for value in values {
            if value.isEmpty {
                output.append(UInt8(ascii: ","))
                continue
            }
            let bytes = UnsafeBufferPointer(rebasing: recipient.attributes[value])
            if JSONObjectScanner.isPlainString(bytes) {
                Self.append(UnsafeBufferPointer(rebasing: bytes.dropFirst().dropLast()), to: &output)
            } else {
                JSONObjectScanner.text(bytes).withUnsafeBufferPointer { Self.append($0, to: &output) }
            }
        }
        output.append(UInt8(ascii: ","))
        output.append(contentsOf: recipient.unsubscribeURL)
        output += [UInt8(ascii: ","), UInt8(ascii: "<")]
        output.append(contentsOf: recipient.unsubscribeURL)
        output += [UInt8(ascii: ">"), UInt8(ascii: ",")]
        output += constants.post
        output.append(UInt8(ascii: ","))
        output += constants.listID
        Self.append(recipient.basis, to: &output)
        output += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    mutating func end(_ output: inout [UInt8]) {}

    /// Appends a comma and a value.
    private static func append(_ value: UnsafeBufferPointer<UInt8>?, to output: inout [UInt8]) {
        output.append(UInt8(ascii: ","))
        guard let value else { return }
        if value.contains(where: needsQuotes) {
            output.append(UInt8(ascii: "\""))
            for byte in value {
                if byte == UInt8(ascii: "\"") { output.append(byte) }
                output.append(byte)
            }
            output.append(UInt8(ascii: "\""))
        } else {
            output.append(contentsOf: value)
        }
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        Array(text.utf8).withUnsafeBufferPointer { append($0, to: &output) }
        return Array(output.dropFirst())
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D
    }
}
