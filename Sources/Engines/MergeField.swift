/// A value of a person that goes along for the text of the mail.
package struct MergeField: Sendable, Equatable {
    /// What the engine calls it.
    package var name: String
    package var source: Source

    package enum Source: Sendable, Equatable {
        case name
        case locale
        case attribute(String)
    }

    /// The names that every row has of itself: no other field may take them.
    static let reserved: Set<String> = [
        "contact_id", "email", "name", "locale", "unsubscribe_url", "list_unsubscribe", "list_unsubscribe_post",
        "list_id", "basis", "envelope_from",
    ]

    /// Whether the value is one of the person's attributes.
    package var isAttribute: Bool {
        if case .attribute = source { true } else { false }
    }

    /// The attributes that fields are made of, each once, in the order of the fields.
    package static func attributes(of fields: [MergeField]) -> [String] {
        var attributes: [String] = []
        for case .attribute(let name) in fields.map(\.source) where !attributes.contains(name) {
            attributes.append(name)
        }
        return attributes
    }

    /// An attribute under its own name; one that bears a reserved name gets a prefix.
    package static func attribute(_ attribute: String) -> MergeField {
        MergeField(
            name: reserved.contains(attribute) ? "attribute_\(attribute)" : attribute, source: .attribute(attribute))
    }

    package static let name = MergeField(name: "name", source: .name)
    package static let locale = MergeField(name: "locale", source: .locale)
}

extension MergeField {
    /// The fields of `--fields`: `name`, `locale`, an attribute, `attributes.NAME` for one that is called like those, and
    /// `ALIAS=FIELD` for one that the engine shall call otherwise. Throws for a field that nobody has and for a name used
    /// twice.
    package static func parse(
        _ texts: [String], attributes: [String]
    ) throws(EngineProblem) -> [MergeField] {
        let fields = try parse(texts) { attributes.contains($0) }
        var names: Set<String> = []
        for field in fields where !names.insert(field.name).inserted { throw .ambiguousField(field.name) }
        return fields
    }

    /// The fields of `text`, whether their attributes are still there or not.
    package static func parse(own texts: [String]) throws(EngineProblem) -> [MergeField] {
        try parse(texts, isKnown: { _ in true })
    }

    private static func parse(
        _ texts: [String], isKnown: (String) -> Bool
    ) throws(EngineProblem) -> [MergeField] {
        var fields: [MergeField] = []
        for text in texts {
            guard let field = one(text, isKnown) else { throw .unknownField(text) }
            fields.append(field)
        }
        return fields
    }

    private static func one(_ text: String, _ isKnown: (String) -> Bool) -> MergeField? {
        switch text {
        case "name": return .name
        case "locale": return .locale
        default: break
        }
        if text.hasPrefix(prefix), case let name = String(text.dropFirst(prefix.count)), isKnown(name) {
            return .attribute(name)
        }
        if let equals = text.firstIndex(of: "="), case let alias = String(text[..<equals]), !alias.isEmpty,
            !reserved.contains(alias), !alias.hasPrefix(prefix),
            var field = one(String(text[text.index(after: equals)...]), isKnown)
        {
            field.name = alias
            return field
        }
        return isKnown(text) ? .attribute(text) : nil
    }

    private static let prefix = "attributes."

    /// The field as `parse` takes it.
    package var text: String {
        switch source {
        case .name: name == "name" ? "name" : "\(name)=name"
        case .locale: name == "locale" ? "locale" : "\(name)=locale"
        case .attribute(let attribute):
            self == .attribute(attribute) ? "attributes.\(attribute)" : "\(name)=attributes.\(attribute)"
        }
    }
}
