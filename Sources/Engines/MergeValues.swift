import Consent

/// The merge values of one person after the other, in the forms that engines want.
struct MergeValues: Sendable {
    /// What stands for a value that a person does not have.
    enum Absent: Sendable {
        case leftOut
        /// An empty text: a template that names what is not there would fail or show its own name.
        case emptyText
    }

    let fields: [MergeField]
    private let absent: Absent
    /// `,"name":` of every field.
    private let keys: [[UInt8]]
    /// The place of a field among the attributes; -1 for the name, -2 for the locale.
    private let slots: [Int]
    private let places: JSONObjectScanner.Places
    private var values: [Range<Int>]
    private var order: [Int] = []

    init(_ fields: [MergeField], absent: Absent) {
        self.fields = fields
        self.absent = absent
        keys = fields.map { Array(",\(JSONText.quoted($0.name)):".utf8) }
        let attributes = MergeField.attributes(of: fields)
        slots = fields.map { field in
            switch field.source {
            case .name: -1
            case .locale: -2
            case .attribute(let name): attributes.firstIndex(of: name) ?? 0
            }
        }
        places = JSONObjectScanner.Places(attributes)
        values = Array(repeating: 0..<0, count: attributes.count)
    }

    /// Appends `,"name":value` for every field.
    mutating func appendMembers(of recipient: Recipient, to output: inout [UInt8]) {
        locate(recipient)
        for place in slots.indices {
            let slot = slots[place]
            if slot < 0 {
                let text = slot == -1 ? recipient.name : recipient.locale
                output += keys[place]
                if let text {
                    JSONText.append(text, to: &output)
                } else if absent == .emptyText {
                    output.append("\"\"")
                } else {
                    output.append("null")
                }
            } else if !values[slot].isEmpty {
                output += keys[place]
                output.append(contentsOf: recipient.attributes[values[slot]])
            } else if absent == .emptyText {
                output += keys[place]
                output.append("\"\"")
            }
        }
    }

    /// Gives the text of every field to `body`, in order; nil for what the person does not have.
    mutating func forEachText(
        of recipient: Recipient, _ body: (Int, UnsafeBufferPointer<UInt8>?) throws(UnwritableValue) -> Void
    ) throws(UnwritableValue) {
        let texts = recipient.texts
        if texts == nil { locate(recipient) }
        for place in slots.indices {
            let slot = slots[place]
            if slot < 0 {
                try body(place, slot == -1 ? recipient.name : recipient.locale)
                continue
            }
            if let texts {
                try body(place, texts[slot])
                continue
            }
            guard !values[slot].isEmpty else {
                try body(place, nil)
                continue
            }
            let bytes = UnsafeBufferPointer(rebasing: recipient.attributes[values[slot]])
            if JSONObjectScanner.isPlainString(bytes) {
                try body(place, UnsafeBufferPointer(rebasing: bytes.dropFirst().dropLast()))
            } else {
                let text = JSONObjectScanner.text(bytes)
                let outcome = text.withUnsafeBufferPointer { text in
                    Result { () throws(UnwritableValue) in try body(place, text) }
                }
                try outcome.get()
            }
        }
    }

    private mutating func locate(_ recipient: Recipient) {
        guard !values.isEmpty else { return }
        JSONObjectScanner.locate(in: recipient.attributes, places: places, order: &order, values: &values)
    }
}
