import Hummingbird

/// The fields of a form that a page of ours sent (application/x-www-form-urlencoded).
package struct FormBody {
    private static let largest = 16 * 1024
    private let values: [String: String]

    /// Reads at most 16 KiB; what is longer, broken, no UTF-8 or of another type has no fields.
    init(_ request: Request) async {
        guard let body = try? await request.body.collect(upTo: Self.largest),
            request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true
        else {
            values = [:]
            return
        }
        values = String(validating: body.readableBytesView, as: UTF8.self).map(Self.fields) ?? [:]
    }

    /// Empty for a field that is not there.
    subscript(name: String) -> String { values[name] ?? "" }

    /// The first value of each name; none of what is no UTF-8, for nobody typed what stands for it.
    package static func fields(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(parts[0]), let value = parts.count == 2 ? decoded(parts[1]) : "" else { continue }
            if values[name] == nil { values[name] = value }
        }
        return values
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16) else {
                    bytes.append(byte)
                    continue
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
