package import Consent

extension BasisTerms {
    /// What a line of a receipt's `law` asks, or nil if it is none.
    init?(json: JSONValue) {
        guard case .bool(let stands)? = json["carries_marketing_mail"],
            case .bool(let demandsReference)? = json["needs_reference"], let lifetime = json["lifetime"]
        else { return nil }
        let span = lifetime.text.flatMap(CalendarSpan.init(text:))
        guard lifetime.isNull || span != nil else { return nil }
        self.init(stands: stands, demandsReference: demandsReference, lifetime: span)
    }
}
