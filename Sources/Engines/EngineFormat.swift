/// How a delivery engine takes a send list. A new engine is one file and one line in `Engines.all`.
package protocol EngineFormat: Sendable {
    /// What `--engine` calls it.
    static var name: String { get }
    /// The name of the file in a bundle.
    static var fileName: String { get }

    /// A writer for a send list whose people have these attributes and whose List-Id header is `listID`.
    init(attributes: [String], listID: String)

    /// The names of the values in every row.
    var fields: [String] { get }

    /// Appends what stands before the first person.
    mutating func begin(_ output: inout [UInt8])

    /// Appends one person. Nobody but this person may be seen in it.
    mutating func append(_ recipient: Recipient, to output: inout [UInt8])

    /// Appends what stands behind the last person.
    mutating func end(_ output: inout [UInt8])
}

/// The engines that there are, by name.
package enum Engines {
    package static let all: [any EngineFormat.Type] = [
        CSVEngine.self,
        JSONLinesEngine.self,
    ]

    /// The engine of a name, or nil.
    package static func named(_ name: String) -> (any EngineFormat.Type)? {
        all.first { $0.name == name }
    }
}

/// The values of every row of the plain engines, in order.
enum PlainFields {
    static let before = ["contact_id", "email", "name", "locale"]
    static let after = ["unsubscribe_url", "list_unsubscribe", "list_unsubscribe_post", "list_id", "basis"]

    /// How an attribute is called beside them: one that bears a reserved name gets a prefix.
    static func name(ofAttribute attribute: String) -> String {
        before.contains(attribute) || after.contains(attribute) ? "attribute_\(attribute)" : attribute
    }

    static func all(attributes: [String]) -> [String] {
        before + attributes.map(name(ofAttribute:)) + after
    }
}

/// The one value that `List-Unsubscribe-Post` may have (RFC 8058 §5).
package let listUnsubscribePost = "List-Unsubscribe=One-Click"
