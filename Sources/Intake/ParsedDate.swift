package import Consent

/// What a cell says about when.
package enum ParsedDate: Sendable, Hashable {
    /// A day without a time.
    case date(CivilDate)
    case instant(Instant)
}

extension ParsedDate {
    /// When it began: of a day its first moment in `zone`. For everything but a no.
    package func firstMoment(in zone: LocalZone) -> Instant {
        switch self {
        case .date(let date): zone.instant(date: date, microsecondOfDay: 0)
        case .instant(let instant): instant
        }
    }

    /// When it was over: of a day its last microsecond in `zone`. For a no, which is never dated too early.
    package func lastMoment(in zone: LocalZone) -> Instant {
        switch self {
        case .date(let date):
            zone.instant(date: CivilDate(daysSinceEpoch: date.daysSinceEpoch + 1), microsecondOfDay: 0)
                .advanced(byMicroseconds: -1)
        case .instant(let instant): instant
        }
    }
}
