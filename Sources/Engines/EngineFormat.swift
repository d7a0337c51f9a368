/// How a delivery engine takes a send list. A new engine is one file and one line in `Engines.all`.
package protocol EngineFormat: Sendable {
    /// What `--engine` calls it.
    static var name: String { get }
    /// The name of the file in a bundle.
    static var fileName: String { get }
    /// What the engine can carry, and what becomes of the rest.
    static var policy: EnginePolicy { get }
    /// How it is told who must not be mailed any more.
    static var removals: RemovalForm { get }
    /// Whether it writes attributes as texts alone, never as JSON: then recipients come with their `texts`.
    static var readsTexts: Bool { get }

    /// A writer for a send list. Throws an `EngineProblem` if an option does not fit the engine.
    init(_ job: EngineJob) throws(EngineProblem)

    /// The names of the values in every row. Unless `basis` is among them, recipients come without theirs.
    var fields: [String] { get }

    /// Appends what stands before the first person.
    mutating func begin(_ output: inout [UInt8])

    /// Appends one person. Nobody but this person may be seen in the mail that comes of it.
    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue)

    /// Appends what stands behind the last person.
    mutating func end(_ output: inout [UInt8])
}

extension EngineFormat {
    package static var readsTexts: Bool { false }

    // Most formats have nothing before the first person or behind the last.
    package mutating func begin(_ output: inout [UInt8]) {}
    package mutating func end(_ output: inout [UInt8]) {}
}

/// A value that the file cannot hold; the send list is then not written at all.
package struct UnwritableValue: Error, Equatable {
    package var field: String
}

/// The engines that there are, by name.
package enum Engines {
    package static let all: [any EngineFormat.Type] = [
        BrevoEngine.self,
        CSVEngine.self,
        ExcelEngine.self,
        JSONLinesEngine.self,
        ListmonkEngine.self,
        MailgunEngine.self,
        MailjetEngine.self,
        MauticEngine.self,
        PostmarkEngine.self,
        SendGridEngine.self,
        SESEngine.self,
        SMTPEngine.self,
        SparkPostEngine.self,
    ]

    /// The engine of a name, or nil.
    package static func named(_ name: String) -> (any EngineFormat.Type)? {
        all.first { $0.name == name }
    }
}

/// The one value that `List-Unsubscribe-Post` may have (RFC 8058 §5).
package let listUnsubscribePost = "List-Unsubscribe=One-Click"
