import Consent

/// What a condition says of a contact, worked out without SQL and without the parser: true, false, or nil for unknown.
package struct PlainEvaluator {
    let contact: PlainContact
    let surroundings: PlainSurroundings

    func truth(of condition: PlainCondition) -> Bool? {
        switch condition {
        case .all(let conditions):
            let truths = conditions.map(truth)
            return truths.contains(false) ? false : truths.contains(nil) ? nil : true
        case .any(let conditions):
            let truths = conditions.map(truth)
            return truths.contains(true) ? true : truths.contains(nil) ? nil : false
        case .not(let condition):
            return truth(of: condition).map { !$0 }
        case .compare(let field, .has, let value):
            return isEqual(field, value) ?? false
        case .compare(let field, let comparator, let value):
            return compare(field, comparator, value)
        case .isOneOf(let field, let values, let negated):
            let truth = truth(of: .any(values.map { .compare(field, .equal, $0) }))
            return negated ? truth.map { !$0 } : truth
        case .isAbsent(let field):
            return !isPresent(field)
        case .isPresent(let field):
            return isPresent(field)
        case .search(let pattern):
            let anywhere = PlainPattern(runs: [""] + pattern.runs + [""]).lowercased
            return [contact.address, contact.name ?? ""].contains { anywhere.matches($0.lowercased()) }
        case .datePart(let part, let attribute, let comparator, let number):
            guard let date = date(.attribute(attribute, .date)) else { return comparator == .has ? false : nil }
            let characters = Array(date)
            let digits = part == .month ? characters[5...6] : characters[8...9]
            return comparator.holds(Int(String(digits))!, number)
        case .asks(let question):
            return answer(to: question)
        case .basis(let list, let comparator, let basis):
            let known = standing(list)?.basis
            return comparator == .has ? known == basis : known.map { comparator.holds($0, basis) }
        case .consentAge(let list, let comparator, let days):
            let age = standing(list)?.since.map { RandomSegments.now.microseconds - $0.microseconds }
            let span = Int64(days) * 86_400_000_000
            return comparator == .has ? age == span : age.map { comparator.holds($0, span) }
        case .segment(let name):
            return truth(of: surroundings.segments[name]!.condition)
        }
    }

    private func standing(_ list: String) -> PlainConsent.Standing? {
        contact.consent[list]?.standing(at: RandomSegments.now)
    }

    private func answer(to question: PlainQuestion) -> Bool {
        switch question {
        case .subscribed(let list):
            return standing(list)?.isSubscribed ?? false
        case .optedOut(let list):
            return standing(list)?.isOptedOut ?? false
        case .event(let kind, let days):
            let since = RandomSegments.now.advanced(byMicroseconds: -Int64(days) * 86_400_000_000)
            return contact.events.contains { $0.kind == kind && $0.occurredAt > since }
        case .importedBy(let run):
            return run != PlainSurroundings.undoneRun && contact.lines.union(contact.changes).contains(run)
        case .importedBySource(let source):
            let runs = PlainSurroundings.runs.filter { $0.value == source }.keys
            return runs.contains { answer(to: .importedBy(run: $0)) }
        }
    }

    private func isPresent(_ field: PlainField) -> Bool {
        guard case .attribute(let name, _) = field else { return text(field) != nil || instant(field) != nil }
        return contact.attributes[name, default: .null] != .null
    }

    private func isEqual(_ field: PlainField, _ value: PlainValue) -> Bool? {
        guard case .attribute(let name, .textList) = field, case .text(let pattern) = value else {
            return compare(field, .equal, value)
        }
        guard case .list(let elements)? = contact.attributes[name] else { return nil }
        return elements.contains { element in
            // A wildcard sees every element as text; a plain text equals only a string.
            if case .string(let string) = element { return pattern.matches(string) }
            return pattern.runs.count > 1 && element != .null && pattern.matches(element.text)
        }
    }

    private func compare(_ field: PlainField, _ comparator: PlainComparator, _ value: PlainValue) -> Bool? {
        switch value {
        case .text(let pattern):
            guard let text = text(field) else { return nil }
            return comparator.holds(text, pattern, ignoringCase: field == .email || field == .domain)
        case .number(let number):
            return self.number(field).map { comparator.holds($0, number) }
        case .boolean(let value):
            return boolean(field).map { comparator.holds($0 ? 1 : 0, value ? 1 : 0) }
        case .day(let day):
            if let date = date(field) { return comparator.holds(date, day.description) }
            // A time compared with a day: earlier than it, within it or after it.
            return instant(field).map { comparator.holds($0.prefix(10), Substring(day.description)) }
        case .instant(let instant):
            return self.instant(field).map { comparator.holds($0, sortable(instant.description)!) }
        }
    }
}

extension PlainEvaluator {
    private func text(_ field: PlainField) -> String? {
        switch field {
        case .email: return contact.address
        case .domain: return String(contact.address.split(separator: "@").last!)
        case .name: return contact.name
        case .locale: return contact.locale
        case .createdAt, .updatedAt: return nil
        case .attribute(let name, _):
            switch contact.attributes[name] {
            case nil, .null: return nil
            case .string(let string): return string
            case .some(let json): return json.text
            }
        }
    }

    private func number(_ field: PlainField) -> Int? {
        guard case .attribute(let name, _) = field, case .number(let text)? = contact.attributes[name] else {
            return nil
        }
        let parts = text.split(separator: ".")
        let fraction = parts.count == 2 ? parts[1] + String(repeating: "0", count: 3 - parts[1].count) : "000"
        return Int(parts[0] + fraction)
    }

    private func boolean(_ field: PlainField) -> Bool? {
        guard case .attribute(let name, _) = field, case .boolean(let value)? = contact.attributes[name] else {
            return nil
        }
        return value
    }

    private func string(_ field: PlainField, _ type: PlainType) -> String? {
        guard case .attribute(let name, type) = field, case .string(let text)? = contact.attributes[name] else {
            return nil
        }
        return text
    }

    private func date(_ field: PlainField) -> String? {
        string(field, .date).flatMap { hasShape($0, "0000-00-00") ? $0 : nil }
    }

    /// The time in a form whose order is that of time.
    private func instant(_ field: PlainField) -> String? {
        switch field {
        case .createdAt: sortable(contact.createdAt.description)
        case .updatedAt: sortable(contact.updatedAt.description)
        // Declared timestamps are stored in whole seconds; another shape is no value.
        default: string(field, .timestamp).flatMap { $0.contains(".") ? nil : sortable($0) }
        }
    }

    private func sortable(_ text: String) -> String? {
        guard text.hasSuffix("Z") else { return nil }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard parts.count <= 2, hasShape(String(parts[0]), "0000-00-00T00:00:00"), !fraction.isEmpty,
            fraction.allSatisfy({ "0123456789".contains($0) })
        else { return nil }
        return parts[0] + "." + fraction + String(repeating: "0", count: max(0, 12 - fraction.count))
    }

    private func hasShape(_ text: String, _ shape: String) -> Bool {
        text.count == shape.count && zip(text, shape).allSatisfy { $1 == "0" ? "0123456789".contains($0) : $0 == $1 }
    }
}

extension PlainComparator {
    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal, .has, .like: left == right
        case .notEqual, .notLike: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    func holds(_ text: String, _ pattern: PlainPattern, ignoringCase: Bool) -> Bool {
        switch self {
        case .equal, .has, .notEqual:
            let matches = ignoringCase ? pattern.lowercased.matches(text.lowercased()) : pattern.matches(text)
            return matches == (self != .notEqual)
        case .like, .notLike:
            return pattern.lowercased.matches(text.lowercased()) == (self == .like)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            // The order of UTF-8 is that of code points; Swift's own order of strings is not.
            let (left, right) = (Array(text.utf8), Array(pattern.runs[0].utf8))
            let order = left == right ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
            return holds(order, 0)
        }
    }
}

extension PlainPattern {
    var lowercased: PlainPattern { PlainPattern(runs: runs.map { $0.lowercased() }) }

    func matches(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard runs.count > 1 else { return rest.elementsEqual(runs[0].utf8) }
        guard rest.starts(with: runs[0].utf8) else { return false }
        rest = rest.dropFirst(runs[0].utf8.count)
        for run in runs.dropFirst().dropLast() {
            // The leftmost place is the best: it leaves the most for what follows.
            while !rest.starts(with: run.utf8) {
                if rest.isEmpty { return false }
                rest = rest.dropFirst()
            }
            rest = rest.dropFirst(run.utf8.count)
        }
        let last = runs[runs.count - 1].utf8
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }
}
