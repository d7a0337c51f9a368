import Consent

/// One JSON object a line, with the names and values of the CSV; an unknown name or locale is null, an
/// absent attribute is left out.
struct JSONLinesEngine: EngineFormat {
    static let name = "jsonl"
    static let fileName = "recipients.jsonl"

    let fields: [String]
    private let places: JSONObjectScanner.Places
    /// `,"name":` of every attribute.
    private let keys: [[UInt8]]
    private let tail: [UInt8]
    private var values: [Range<Int>]
    private var order: [Int] = []

    init(attributes: [String], listID: String) {
        fields = PlainFields.all(attributes: attributes)
        places = JSONObjectScanner.Places(attributes)
        values = Array(repeating: 0..<0, count: attributes.count)
        keys = attributes.map { Array(",\(JSONText.quoted(PlainFields.name(ofAttribute: $0))):".utf8) }
        tail = Array(
            ">\",\"list_unsubscribe_post\":\(JSONText.quoted(listUnsubscribePost)),\"list_id\":\(JSONText.quoted(listID))"
                .utf8)
    }

    mutating func begin(_ output: inout [UInt8]) {}

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) {
        output += Array("{\"contact_id\":\"".utf8)
        HexText.append(recipient.contact, to: &output)
        output += Array("\",\"email\":".utf8)
        JSONText.append(recipient.address, to: &output)
        output += Array(",\"name\":".utf8)
        Self.append(recipient.name, to: &output)
        output += Array(",\"locale\":".utf8)
        Self.append(recipient.locale, to: &output)
        JSONObjectScanner.locate(in: recipient.attributes, places: places, order: &order, values: &values)
        for (place, value) in values.enumerated() where !value.isEmpty {
            output += keys[place]
            output.append(contentsOf: recipient.attributes[value])
        }
        output += Array(",\"unsubscribe_url\":\"".utf8)
        output.append(contentsOf: recipient.unsubscribeURL)
        output += Array("\",\"list_unsubscribe\":\"<".utf8)
        output.append(contentsOf: recipient.unsubscribeURL)
        output += tail
        if let basis = recipient.basis {
            output += Array(",\"basis\":".utf8)
            JSONText.append(basis, to: &output)
        }
        output += [UInt8(ascii: "}"), UInt8(ascii: "\n")]
    }

    mutating func end(_ output: inout [UInt8]) {}

    private static func append(_ value: UnsafeBufferPointer<UInt8>?, to output: inout [UInt8]) {
        if let value { JSONText.append(value, to: &output) } else { output += Array("null".utf8) }
    }
}
