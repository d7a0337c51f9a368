import Consent
import Crypto
import Flows
import Postgres
import Store

#if canImport(Glibc)
    import Glibc
#endif

/// Replaces the root secret. File and database cannot change in one step, so the new secret is on the disk before the
/// database is committed to it, and the old one stays until afterwards: at no moment is the right one nowhere.
///
/// 1. `secret.next` is written beside the secret and synced.
/// 2. One transaction wraps all keys anew.
/// 3. The old file is kept under a name with the time, and `secret.next` takes its place.
///
/// A command that finds the secret wrong tries `secret.next`, and does step 3 if the database opens with that: so a
/// rotation cut off between 2 and 3 mends itself. One cut off earlier leaves a file that the next rotation writes over.
struct SecretRotation {
    let settings: Settings

    /// Where the old secret and the new one are afterwards.
    struct Outcome {
        var secret: String
        /// Nil where the old secret is not in a file of ours.
        var previous: String?
    }

    /// - Parameters:
    ///   - owner: the connection of the login that owns the database.
    ///   - file: a file with the new secret, or where to write it; nil to replace the file in use.
    func run(owner: Store, file: String?, now: Instant) throws -> Outcome {
        let old = try Session.secret(settings, mayCreate: false)
        guard let place = settings.secretPath else {
            guard let file else {
                throw Failure(
                    .usage,
                    "the root secret comes from LISTS_SECRET, which no program can change: say --new-secret-file FILE, "
                        + "and give its content to every program afterwards")
            }
            if access(file, F_OK) != 0 { try SecretFile.create(file) }
            let new = try Self.secret(in: file)
            try Session.explainingSecret(settings) { try owner.rewrapKeys(from: old, to: new) {} }
            return Outcome(secret: file, previous: nil)
        }
        let text = try file.map { try SecretFile.read($0) } ?? SecretFile.random()
        let new = try Self.parsed(text, place: file ?? place)
        let next = Self.next(place)
        try Session.explainingSecret(settings) {
            // Under the lock on the keys, and after the old secret proved right: what lies there was never committed to.
            try owner.rewrapKeys(from: old, to: new) { try SecretFile.replace(next, holding: text) }
        }
        return Outcome(secret: place, previous: try Self.finish(place, now: now))
    }

    /// The secret of a rotation that was cut off, if there is one.
    static func interrupted(_ settings: Settings) throws -> RootSecret? {
        guard let place = settings.secretPath, access(next(place), F_OK) == 0 else { return nil }
        return try secret(in: next(place))
    }

    /// Brings a rotation to its end that was cut off after its commit.
    static func finish(_ settings: Settings, now: Instant) throws {
        if let place = settings.secretPath { try finish(place, now: now) }
    }

    /// Puts the new secret where the old one was. Answers where the old one is.
    @discardableResult
    private static func finish(_ place: String, now: Instant) throws -> String {
        let digits = now.description.filter { $0.isNumber || $0 == "T" }
        let previous = "\(place).until-\(digits)Z"
        guard link(place, previous) == 0, rename(next(place), place) == 0 else {
            let reason = errno
            unlink(previous)
            // Another command did it at the same moment.
            if reason == ENOENT, access(place, F_OK) == 0 { return previous }
            throw Failure(
                .cannotCreate,
                "\(place): \(String(cString: strerror(reason))); the database has the new secret already: "
                    + "move \(next(place)) to \(place)")
        }
        SecretFile.syncFolder(of: place)
        return previous
    }

    private static func next(_ place: String) -> String { "\(place).next" }

    private static func secret(in file: String) throws -> RootSecret {
        try parsed(try SecretFile.read(file), place: file)
    }

    private static func parsed(_ text: String, place: String) throws -> RootSecret {
        do throws(SecretError) {
            return try RootSecret(text)
        } catch {
            throw Failure(.configuration, "\(place): the root secret is shorter than 32 characters")
        }
    }
}
