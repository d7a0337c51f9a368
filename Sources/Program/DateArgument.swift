import Consent
import Flows
import Intake

#if canImport(Glibc)
    import Glibc
#endif

/// A date that a person typed behind a flag.
enum DateArgument {
    /// What a date without a time stands for: its last moment for a no, its first for everything else.
    enum Meaning {
        case firstMoment
        case lastMoment
    }

    /// Throws a `Failure` (64) if it is no date.
    static func instant(_ text: String, in zone: LocalZone, flag: String, meaning: Meaning) throws -> Instant {
        guard let parsed = DateText.parse(text, in: zone) else {
            throw Failure(.usage, "\(flag) “\(text)” is no date: write 2026-01-31 or 2026-01-31T09:00:00+09:00")
        }
        let instant = meaning == .firstMoment ? parsed.firstMoment(in: zone) : parsed.lastMoment(in: zone).datingNo
        guard let instant, instant.isPlausible else {
            throw Failure(.usage, "\(flag) “\(text)” is a date that nobody means: the years 1900 to 9998 are known")
        }
        return instant
    }
}

/// A span of time that a person typed, such as `12h`, `90m`, `2d`.
enum DurationArgument {
    /// Seconds. Throws a `Failure` (64).
    static func seconds(_ text: String, flag: String) throws -> Int64 {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count > 0,
            count <= 366 * 86_400 / unit
        else { throw Failure(.usage, "\(flag) “\(text)” is no time span: write 12h, 90m or 2d, at most 366d") }
        return count * unit
    }
}
