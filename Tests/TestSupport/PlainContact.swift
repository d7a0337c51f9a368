package import Consent

/// A contact as a plain value.
package struct PlainContact: Sendable {
    package let id: ContactID
    package let address: String
    package let name: String?
    package let locale: String?
    package let attributes: [String: PlainJSON]
    package let createdAt: Instant
    package let updatedAt: Instant
    /// What is recorded, by the slug of the list.
    package var consent: [String: PlainConsent] = [:]
    package var events: [PlainEvent] = []
    /// The runs that appended a line, and those that changed contact data.
    package var lines: Set<Int64> = []
    package var changes: Set<Int64> = []
}

/// Something that an engine reported.
package struct PlainEvent: Sendable {
    let kind: String
    let occurredAt: Instant
}

/// The JSON that an attribute may hold.
package enum PlainJSON: Sendable, Equatable {
    case null
    case string(String)
    /// As PostgreSQL writes it: without an exponent.
    case number(String)
    case boolean(Bool)
    case list([PlainJSON])

    /// The document as PostgreSQL writes `jsonb`.
    var text: String {
        switch self {
        case .null: "null"
        case .string(let string): Self.quoted(string)
        case .number(let number): number
        case .boolean(let value): value ? "true" : "false"
        case .list(let elements): "[" + elements.map(\.text).joined(separator: ", ") + "]"
        }
    }

    static func quoted(_ string: String) -> String {
        let escaped = string.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\t": "\\t"
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}

extension PlainContact {
    /// The attributes as one JSON object.
    var attributesJSON: String {
        let pairs = attributes.map { "\(PlainJSON.quoted($0.key)): \($0.value.text)" }
        return "{" + pairs.joined(separator: ", ") + "}"
    }
}
