package import Consent

/// A value to print: JSON in scripts, words on a terminal.
package enum PrintedValue {
    case null
    case text(String)
    case number(Int)
    /// With three digits behind the point.
    case seconds(Double)
    case flag(Bool)
    case array([PrintedValue])
    case members([Member])
    /// A JSON document as it came from the database.
    case document(String)

    /// One member of an object.
    package struct Member {
        let name: String
        let value: PrintedValue
    }

    static func object(_ members: [(String, PrintedValue)]) -> PrintedValue {
        .members(members.map { Member(name: $0.0, value: $0.1) })
    }

    package init(_ text: String?) {
        self = text.map(PrintedValue.text) ?? .null
    }

    package init(_ number: Int64?) {
        self = number.map { .number(Int($0)) } ?? .null
    }

    package init(_ instant: Instant?) {
        self = instant.map { .text($0.description) } ?? .null
    }

    static func counts(_ counts: [String: Int]) -> PrintedValue {
        .object(counts.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
    }

    var isNull: Bool {
        if case .null = self { true } else { false }
    }

    var json: String {
        switch self {
        case .null: "null"
        case .text(let text): JSONText.quoted(text)
        case .number(let number): String(number)
        case .seconds(let seconds): Self.rounded(seconds)
        case .flag(let flag): flag ? "true" : "false"
        case .array(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
        case .members(let members):
            "{" + members.map { JSONText.quoted($0.name) + ":" + $0.value.json }.joined(separator: ",") + "}"
        case .document(let json): json
        }
    }

    /// For tables and CSV.
    var text: String {
        switch self {
        case .null: ""
        case .text(let text): text
        case .number(let number): String(number)
        case .seconds(let seconds): Self.rounded(seconds)
        case .flag(let flag): flag ? "yes" : "no"
        case .array(let values): values.map(\.text).joined(separator: ", ")
        case .members(let members): members.map { "\($0.name) \($0.value.text)" }.joined(separator: ", ")
        case .document(let json): json
        }
    }

    private static func rounded(_ seconds: Double) -> String {
        let thousandths = Int((seconds * 1000).rounded())
        let fraction = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
