extension Node: CustomStringConvertible {
    /// The canonical text. Operators are spelled out, and every OR under an AND has parentheses, so that nobody needs to
    /// know which binds tighter.
    var description: String {
        switch self {
        case .all(let nodes): nodes.map(\.operand).joined(separator: " AND ")
        case .any(let nodes): nodes.map(\.operand).joined(separator: " OR ")
        case .not(let node): "NOT \(node.negand)"
        case .restriction(let restriction): restriction.description
        }
    }

    /// The text below AND and OR.
    private var operand: String {
        switch self {
        case .all, .any: "(\(self))"
        case .not, .restriction: description
        }
    }

    /// The text below NOT, which the grammar allows only once.
    private var negand: String {
        switch self {
        case .all, .any, .not: "(\(self))"
        case .restriction: description
        }
    }
}

extension Restriction: CustomStringConvertible {
    var description: String {
        guard let comparison else { return "\(subject)" }
        let comparator = comparison.comparator
        let space = comparator == .has ? "" : " "
        return "\(subject)\(space)\(comparator.rawValue)\(space)\(comparison.argument)"
    }
}

extension Subject: CustomStringConvertible {
    var description: String {
        switch self {
        case .member(let member): member.description
        case .call(let call): call.description
        }
    }
}

extension Argument: CustomStringConvertible {
    var description: String {
        switch self {
        case .member(let member): member.description
        case .call(let call): call.description
        case .group(let node, _): "(\(node))"
        }
    }
}

extension FunctionCall: CustomStringConvertible {
    var description: String {
        "\(name)(\(arguments.map(\.description).joined(separator: ", ")))"
    }
}

extension Member: CustomStringConvertible {
    var description: String {
        parts.map(\.description).joined(separator: ".")
    }
}

extension Word: CustomStringConvertible {
    var description: String {
        isQuoted ? "\"\(pattern.runs.map(escaped).joined(separator: "*"))\"" : pattern.text
    }

    private func escaped(_ run: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in run.unicodeScalars {
            switch scalar {
            case "\"", "*", "\\": text.append(contentsOf: ["\\", scalar])
            case "\n": text.append(contentsOf: ["\\", "n"])
            case "\r": text.append(contentsOf: ["\\", "r"])
            case "\t": text.append(contentsOf: ["\\", "t"])
            default: text.append(scalar)
            }
        }
        return String(text)
    }
}
