package import Consent
import Postgres
import Proof
package import Store

/// Keeping the wording that people are shown.
package struct NoticeFlow {
    private let store: Store
    private let actor: String

    package init(store: Store, actor: String) {
        self.store = store
        self.actor = actor
    }

    /// Keeps the wording in a file, byte for byte. Answers the notice, and whether it is a new period of use.
    ///
    /// - Parameter from: from when on people were shown it; nil for now.
    package func add(
        _ path: String, list slug: String, locale: String, boxTicked: Bool, from: Instant?
    ) throws -> (notice: KeptNotice, isNewUse: Bool) {
        let list = try store.list(slug)
        try Self.check(locale)
        let bytes = try FileBytes.whole(path, limit: 1 << 20, unlike: "a notice is at most 1 MiB of text")
        guard let wording = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw Failure(.badData, "\(path): this is no UTF-8 text: save it as UTF-8")
        }
        guard !wording.allSatisfy(\.isWhitespace) else { throw Failure(.badData, "\(path): there is no wording in it") }
        let notice = Notice(list: slug, locale: locale, boxTicked: boxTicked, wording: wording)
        let isNew = try Self.atItsOwnMoment { try store.addNotice(notice, of: list, from: from, actor: actor) }
        return (try self.notice(Hexadecimal.text(notice.hash)), isNew)
    }

    /// Says that from an instant on people are shown none. Answers false if none was in use.
    package func end(list slug: String, locale: String, at: Instant?) throws -> Bool {
        try Self.check(locale)
        let list = try store.list(slug)
        return try Self.atItsOwnMoment { try store.endNotice(on: list, locale: locale, at: at, actor: actor) }
    }

    /// The notice whose hash begins with these digits. Throws a `Failure` (64) if that is none or several.
    package func notice(_ hash: String) throws -> KeptNotice {
        guard hash.utf8.count >= 6, hash.utf8.count <= 64, hash.allSatisfy(\.isHexDigit) else {
            throw Failure(
                .usage, "“\(hash)” names no notice: give its hash, or at least the first 6 digits; lists notice ls")
        }
        let found = try store.notices(hashPrefix: hash.lowercased())
        guard let notice = found.first else {
            throw Failure(.usage, "there is no notice “\(hash)”: lists notice ls shows them")
        }
        guard found.count == 1 else {
            throw Failure(.usage, "“\(hash)” begins the hash of several notices: give more of it")
        }
        return notice
    }

    /// Two periods of a list and language cannot begin at one moment.
    private static func atItsOwnMoment(_ body: () throws -> Bool) throws -> Bool {
        do {
            return try body()
        } catch let error as PostgresError where error.constraint == "notice_uses_pkey" {
            throw Failure(.badData, "another period begins at that very moment: give another date; nothing was changed")
        }
    }

    /// A language tag of BCP 47 in its usual forms.
    private static func check(_ locale: String) throws {
        guard locale.wholeMatch(of: /[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*/) != nil else {
            throw Failure(.usage, "--locale “\(locale)” is no language tag: write ja, en or en-GB")
        }
    }
}
