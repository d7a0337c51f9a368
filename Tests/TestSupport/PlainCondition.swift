package import Consent

/// A condition by its meaning alone; how it is spelled is another matter.
package indirect enum PlainCondition: Sendable {
    case all([PlainCondition])
    case any([PlainCondition])
    case not(PlainCondition)
    case compare(PlainField, PlainComparator, PlainValue)
    /// `field = (a OR b)`, or `field != (a OR b)`, which is its NOT.
    case isOneOf(PlainField, [PlainValue], negated: Bool)
    case isAbsent(PlainField)
    case isPresent(PlainField)
    /// Text anywhere in address or name.
    case search(PlainPattern)
    /// The month or the day of a declared date.
    case datePart(PlainDatePart, attribute: String, PlainComparator, Int)
    /// A question that is answered yes or no, also where it is compared with false.
    case asks(PlainQuestion)
    /// Why one may mail the contact on a list.
    case basis(list: String, PlainComparator, String)
    /// How many days ago that was given.
    case consentAge(list: String, PlainComparator, days: Int)
    /// Being in a saved segment.
    case segment(String)
}

package enum PlainQuestion: Sendable {
    case subscribed(list: String)
    case optedOut(list: String)
    case event(kind: String, days: Int)
    /// One run, or with `source` all of a source.
    case importedBy(run: Int64)
    case importedBySource(String)
}

package enum PlainDatePart: String, Sendable {
    case month
    case day
}

package enum PlainComparator: String, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case has = ":"
    case like = "~"
    case notLike = "!~"
}

package enum PlainField: Sendable, Equatable {
    case email
    case domain
    case name
    case locale
    case createdAt
    case updatedAt
    case attribute(String, PlainType)
}

package enum PlainType: String, Sendable {
    case undeclared
    case text
    case number
    case date
    case timestamp
    case boolean
    case textList
}

package enum PlainValue: Sendable {
    case text(PlainPattern)
    /// In thousandths.
    case number(Int)
    case boolean(Bool)
    case day(CivilDate)
    case instant(Instant)
}

/// Runs of text with a wildcard between each two.
package struct PlainPattern: Sendable {
    let runs: [String]
}
