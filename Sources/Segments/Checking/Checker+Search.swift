import SQL

extension Checker {
    /// A value that stands alone is looked for anywhere in the address and the name, without regard to case, and never
    /// unknown: a name that is not there does not contain it.
    mutating func search(_ member: Member) throws(SegmentError) -> Predicate {
        let literal = Literal(member)
        if let word = literal.word { try refuseMistakenWord(word, at: literal.range) }
        if literal.isStar {
            throw SegmentError("a star alone", at: literal.range, expected: "the field that must be there: name:*")
        }
        remark("a value alone is looked for anywhere in address and name")
        let pattern = (Pattern(runs: ["", ""]) + literal.pattern + Pattern(runs: ["", ""])).like
        let address = TextKind.foldingCase("c.canonical_address")
        let name = TextKind.foldingCase("c.name")
        let sought = TextKind.foldingCase("\(pattern)")
        return Predicate("(\(address) LIKE \(sought) OR (\(name) LIKE \(sought)) IS TRUE)")
    }

    /// Refuses a lone word that somebody meant otherwise than as something to look for.
    private func refuseMistakenWord(_ word: String, at range: Range<Int>) throws(SegmentError) {
        if let keyword = Keyword.allCases.first(where: { $0.rawValue.lowercased() == word.lowercased() }) {
            throw SegmentError(
                "“\(word)” in lower case is a word to look for", at: range,
                expected: "\(keyword.rawValue); the word itself goes in quotes")
        }
        if context.functions.contains(where: { $0.name == word }) {
            throw SegmentError(
                "“\(word)” is a function", at: range,
                expected: "“(” directly after it; the word itself goes in quotes")
        }
        if BuiltInField(rawValue: word) != nil || context.catalog.attributes.declaration(of: word) != nil {
            throw SegmentError(
                "“\(word)” is a field, and nothing is asked of it", at: range,
                expected: "a comparison, such as \(word):*; the word itself goes in quotes")
        }
        if !word.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil }) {
            throw SegmentError("a sign that means nothing here", at: range, expected: "a condition, AND or OR")
        }
    }
}
