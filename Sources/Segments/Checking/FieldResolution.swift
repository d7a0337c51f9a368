/// What a name on the left of a comparison means.
struct FieldResolution: Sendable {
    let operand: Operand
    /// A remark where the name looks like a slip.
    var note: String?
}

extension CheckContext {
    /// The field that `member` names: a built-in field, else a declared attribute, else an undeclared one.
    /// `attributes.NAME` is always the attribute.
    func field(_ member: Member) throws(SegmentError) -> FieldResolution {
        for part in member.parts where part.pattern.hasWildcard {
            throw SegmentError(
                "a field's name has no wildcard", at: member.range, expected: "a name; a star in it is \\*")
        }
        let names = member.parts.map(\.pattern.text)
        switch names.count {
        case 1:
            return try field(named: names[0], isQuoted: member.parts[0].isQuoted, at: member.range)
        case 2 where names[0] == "attributes":
            return FieldResolution(operand: attribute(names[1]), note: catalog.attributes.remark(on: names[1]))
        default:
            let name = names.drop { $0 == "attributes" }.joined(separator: ".")
            throw SegmentError(
                "no field has fields of its own", at: member.range,
                expected: "attributes.NAME; a name with a dot in quotes: attributes.\"\(name)\"")
        }
    }

    private func field(
        named name: String, isQuoted: Bool, at range: Range<Int>
    ) throws(SegmentError) -> FieldResolution {
        if let field = BuiltInField(rawValue: name) { return FieldResolution(operand: field.operand) }
        if catalog.attributes.declaration(of: name) != nil { return FieldResolution(operand: attribute(name)) }
        if name == "attributes" {
            throw SegmentError(
                "attributes are asked one by one", at: range, expected: "attributes.NAME = …, or attributes:NAME")
        }
        if !isQuoted, name.unicodeScalars.first?.isDigit == true {
            throw SegmentError(
                "a number on the left", at: range,
                expected: "the field on the left; an attribute of that name is attributes.\(name)")
        }
        if let nearest = nearestName(to: name, in: BuiltInField.allCases.map(\.rawValue)) {
            let quoted = Word(pattern: Pattern(name), isQuoted: true)
            throw SegmentError(
                "“\(name)” is no field", at: range,
                expected: "a field; an attribute of that name is attributes.\(quoted)",
                suggestion: nearest)
        }
        return FieldResolution(operand: attribute(name), note: catalog.attributes.remark(on: name))
    }
}
