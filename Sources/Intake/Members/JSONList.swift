import Consent

/// Lists of texts as cells hold them: JSON arrays of strings.
enum JSONList {
    static func text(of items: [[UInt8]]) -> [UInt8] {
        var text = [UInt8(ascii: "[")]
        for (index, item) in items.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            item.withUnsafeBufferPointer { JSONText.append($0, to: &text) }
        }
        text.append(UInt8(ascii: "]"))
        return text
    }
}
