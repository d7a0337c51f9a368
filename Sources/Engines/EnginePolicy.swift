/// What an engine can carry and what becomes of the rest: the one place that `export`, `export engines` and the table in
/// the README take it from.
package struct EnginePolicy: Sendable {
    /// What becomes of addresses whose local part is not ASCII (they need SMTPUTF8, RFC 6531).
    package var nonASCIIAddresses: Treatment
    /// What becomes of the carriers' old addresses with dots where RFC 5321 allows none (`a..b@docomo.ne.jp`).
    package var carrierAddresses: Treatment
    /// What becomes of addresses whose local part is in quotes already. An engine that takes a list of addresses in one
    /// text might read a comma in them as the end of an address.
    package var quotedAddresses: Treatment = .skipped
    /// How many people one request or file may hold, in words.
    package var limit: String
    /// The options without which nothing can be written.
    package var required: [EngineOption] = []
    /// The options that may be given besides.
    package var optional: [EngineOption] = []
    /// Which merge fields are written if `--fields` names none.
    package var defaultFields: DefaultFields = .name
    /// Whether the file holds links. One for people holds none.
    package var hasLinks = true
    /// What the operator has to know about the engine's own doings.
    package var remark: String
    /// Whether the remark is a danger that every export tells again.
    package var warns = false

    package enum Treatment: String, Sendable {
        /// Written as it is.
        case raw
        /// Written with the local part in quotes, which RFC 5321 allows.
        case quoted
        /// Left out, and counted as `engine_cannot`.
        case skipped
    }

    package enum DefaultFields: Sendable {
        case all
        case name
    }
}

/// What the sender decides and Meibo only carries on.
package enum EngineOption: String, Sendable, CaseIterable, Codable {
    case from
    case template
    case subject
    case messageStream = "message-stream"
    case configurationSet = "configuration-set"
    case encoding
    case bounceDomain = "bounce-domain"

    /// How it is given.
    package var flag: String {
        self == .bounceDomain ? "LISTS_BOUNCE_DOMAIN" : "--\(rawValue)"
    }
}

/// Why a send list cannot be written for an engine as asked.
package enum EngineProblem: Error, Equatable {
    case missing(EngineOption)
    case notTaken(EngineOption)
    case invalid(EngineOption, wanted: String)
    case unknownField(String)
    case ambiguousField(String)
}
