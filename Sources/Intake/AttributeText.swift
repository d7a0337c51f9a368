package import Consent

/// Turns the text of a cell into what an attribute was declared to hold.
///
/// Numbers may have full-width digits and commas between groups of three; booleans are said in English or Japanese; dates
/// and times are spelled as `DateText` reads them; the texts of a list stand between commas, semicolons, bars or line
/// breaks. Nothing is guessed: what is not surely of the type does not fit.
package struct AttributeText {
    private let zone: LocalZone

    /// - Parameter zone: where times without an offset are local.
    package init(zone: LocalZone) {
        self.zone = zone
    }

    /// Appends the JSON value of `type` that `text`, in UTF-8, stands for. Answers false, and appends nothing, if it
    /// stands for none.
    package func append(
        _ text: UnsafeBufferPointer<UInt8>, as type: AttributeType, to document: inout [UInt8]
    ) -> Bool {
        if type == .text {
            JSONText.append(text, to: &document)
            return true
        }
        guard let json = json(String(decoding: text, as: UTF8.self), as: type) else { return false }
        document += Array(json.utf8)
        return true
    }

    /// The JSON value of `type` that `text` stands for; nil if it stands for none.
    package func json(_ text: String, as type: AttributeType) -> String? {
        switch type {
        case .text: JSONText.quoted(text)
        case .number: number(text)
        case .boolean: boolean(text)
        case .date: date(text)
        case .timestamp: timestamp(text)
        case .textList: list(text)
        }
    }

    private func number(_ text: String) -> String? {
        let folded = HalfWidth.text(text)
        let groups = folded.split(separator: ",", omittingEmptySubsequences: false)
        guard groups.count > 1 else { return Decimal(folded)?.text }
        // 1,234,567.5: one to three digits, then groups of exactly three.
        let first = groups[0].drop { $0 == "-" }
        let whole = [first] + groups.dropFirst().dropLast() + [groups[groups.count - 1].prefix { $0 != "." }]
        guard groups[0].count - first.count <= 1, 1...3 ~= first.count, first.first != "0",
            whole.dropFirst().allSatisfy({ $0.count == 3 }),
            whole.allSatisfy({ $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } })
        else { return nil }
        return Decimal(groups.joined())?.text
    }

    private func boolean(_ text: String) -> String? {
        switch HalfWidth.text(text).lowercased() {
        case "true", "t", "yes", "y", "on", "1", "はい", "有", "○", "〇": "true"
        case "false", "f", "no", "n", "off", "0", "いいえ", "無", "×": "false"
        default: nil
        }
    }

    /// A date, or the first moment of one, as spreadsheets write dates: a time of day would be lost.
    private func date(_ text: String) -> String? {
        switch DateText.parse(text, in: zone) {
        case .date(let date):
            return "\"\(date)\""
        case .instant(let instant):
            let local = instant.advanced(byMicroseconds: zone.offset(at: instant) * 1_000_000)
            guard local.microseconds % 86_400_000_000 == 0 else { return nil }
            return "\"\(CivilDate(daysSinceEpoch: local.microseconds / 86_400_000_000))\""
        case nil:
            return nil
        }
    }

    /// In UTC and whole seconds, so that the order of the texts is that of time.
    private func timestamp(_ text: String) -> String? {
        guard let instant = DateText.parse(text, in: zone)?.firstMoment(in: zone) else { return nil }
        let fraction = instant.microseconds % 1_000_000
        let second = instant.advanced(byMicroseconds: fraction < 0 ? -1_000_000 - fraction : -fraction)
        guard second.isWrittenWithFourDigitYear else { return nil }
        return "\"\(second)\""
    }

    private func list(_ text: String) -> String? {
        // JSON would come apart at its commas.
        guard let first = text.unicodeScalars.first, first != "[", first != "{" else { return nil }
        var elements: [String] = []
        for part in text.unicodeScalars.split(whereSeparator: { ",;|、，；\n\r".unicodeScalars.contains($0) }) {
            let element = String(part).trimmed
            if !element.isEmpty, !elements.contains(where: { $0.utf8.elementsEqual(element.utf8) }) {
                elements.append(element)
            }
        }
        return "[" + elements.map(JSONText.quoted).joined(separator: ",") + "]"
    }
}

/// Text as people type it in either width.
private enum HalfWidth {
    /// The text without white space around it, full-width forms of ASCII as ASCII.
    static func text(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.trimmed.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: folded.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            case 0x2212: folded.append("-")
            default: folded.append(scalar)
            }
        }
        return String(folded)
    }
}

extension String {
    /// Without white space at either end.
    fileprivate var trimmed: String {
        let scalars = unicodeScalars
        guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[start...last])
    }
}
