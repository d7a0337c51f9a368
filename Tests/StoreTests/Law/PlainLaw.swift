import Consent

/// What the law says of a few bases, written from the checklist and not from `bases.sql`: the oracle of the law tests.
enum PlainLaw {
    struct Rule {
        var stands = true
        var reference = false
        var months: Int64?
    }

    static let countries = ["JP", "DE", "FR", "GB", "US", "CA", "AU", "KR", "BR", " ca ", "", "日本"]
    static let bases = [
        "consent", "notified", "transaction", "published", "soft_opt_in", "legitimate_interest",
    ]

    /// The jurisdiction of a country, or the installation's.
    static func jurisdiction(of country: String, home: String) -> String {
        switch country {
        case "JP", "US", "CA", "AU", "KR": country
        case " ca ": "CA"
        case "DE", "FR": "EU"
        case "GB": "UK"
        default: home
        }
    }

    static func rule(_ basis: String, in jurisdiction: String) -> Rule {
        switch (jurisdiction, basis) {
        case ("KR", "consent"): Rule(months: 24)
        case (_, "consent"): Rule()
        case ("EU", "notified"), ("UK", "notified"), ("KR", "notified"): Rule(stands: false)
        case ("EU", "published"), ("UK", "published"), ("KR", "published"): Rule(stands: false)
        case (_, "published"): Rule(reference: true)
        case ("EU", "transaction"), ("UK", "transaction"), ("EU", "soft_opt_in"), ("UK", "soft_opt_in"):
            Rule(reference: true)
        case ("CA", "transaction"): Rule(months: 24)
        case ("KR", "transaction"), ("KR", "soft_opt_in"), ("CA", "soft_opt_in"): Rule(months: 6)
        case ("EU", "legitimate_interest"), ("UK", "legitimate_interest"): Rule(reference: true)
        case ("US", "legitimate_interest"): Rule()
        case (_, "legitimate_interest"): Rule(stands: false)
        default: Rule()
        }
    }

    /// Where somebody stands whose only ground was obtained at one instant, asked at another. Days tell months apart well
    /// enough as long as nobody asks within four days of an end.
    static func reason(_ rule: Rule, hasReference: Bool, daysAfter days: Int64) -> String {
        if let months = rule.months, days > months * 30 + months / 2 { return "basis_expired" }
        if !rule.stands || rule.reference && !hasReference { return "basis_missing" }
        return "subscribed"
    }
}
