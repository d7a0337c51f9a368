package import Consent

/// A named zone of the IANA time zone database: turns local time into instants.
///
/// A value: it is read once and then depends on no file, environment or process-wide setting.
package struct LocalZone: Sendable {
    /// Such as `Asia/Tokyo`.
    package let name: String
    private let rules: ZoneRules

    /// Where systems keep the compiled database.
    package static let systemDatabase = "/usr/share/zoneinfo"

    /// Reads the zone from the database. `UTC` and `Asia/Tokyo` work without one.
    ///
    /// - Throws: `ZoneError`, also for a name that is none, such as a path out of the database.
    package init(named name: String, database: String = LocalZone.systemDatabase) throws(ZoneError) {
        guard Self.isName(name) else { throw .unknownZone(name) }
        self.name = name
        if let bytes = ZoneFile.contents(of: "\(database)/\(name)") {
            guard let file = ZoneFile(bytes) else { throw .unreadableZone(name) }
            rules = file.rules
        } else if let offset = Self.builtIn[name] {
            rules = ZoneRules(fixedOffset: offset)
        } else {
            throw .unknownZone(name)
        }
    }

    /// The instant at which clocks in the zone show `microsecondOfDay` (0 to 86,399,999,999) on `date`.
    ///
    /// Of a time shown twice, as clocks go back, it is the first. A time never shown, as clocks go forward, is read by
    /// the offset before the gap, so it falls as far behind the change as it says: 02:30 is what clocks then show as
    /// 03:30, and 00:00 of a day that begins at 01:00 is that day's first moment.
    package func instant(date: CivilDate, microsecondOfDay: Int64) -> Instant {
        let (seconds, fraction) = microsecondOfDay.quotientAndRemainder(dividingBy: 1_000_000)
        let local = date.daysSinceEpoch * 86_400 + seconds
        return Instant(seconds: local - offset(atLocal: local)).advanced(byMicroseconds: fraction)
    }

    /// Seconds that clocks in the zone are ahead of UTC at `instant`.
    package func offset(at instant: Instant) -> Int64 {
        let seconds = instant.microseconds / 1_000_000 - (instant.microseconds % 1_000_000 < 0 ? 1 : 0)
        return rules.offset(at: seconds)
    }

    /// The offset by which to read local time, in seconds since 1970-01-01T00:00:00 on those clocks.
    private func offset(atLocal local: Int64) -> Int64 {
        // No offset is a day or more: a day around brackets any change that matters.
        let before = rules.offset(at: local - 86_400)
        let after = rules.offset(at: local + 86_400)
        if before == after || rules.offset(at: local - before) == before { return before }
        return rules.offset(at: local - after) == after ? after : before
    }

    private static let builtIn: [String: Int64] = ["UTC": 0, "Asia/Tokyo": 9 * 3600]

    /// Parts of ASCII letters, digits, `_`, `+` and `-`, with `/` between them: so no path leads out of the database.
    private static func isName(_ name: String) -> Bool {
        guard name.utf8.count <= 64 else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.unicodeScalars.allSatisfy(isNameCharacter)
        }
    }

    private static func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", "0"..."9", "_", "+", "-": true
        default: false
        }
    }
}
