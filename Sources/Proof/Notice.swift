import Crypto

/// What people were shown when they were asked: the exact wording, and what it depends on.
///
/// A notice is named by the SHA-256 of its canonical form: the lines
///
///     meibo notice 1
///     list SLUG
///     locale LOCALE
///     box_ticked false
///
/// an empty line, and the bytes of the wording as they were in its file.
package struct Notice: Sendable, Equatable {
    package var list: String
    /// A BCP 47 tag, such as `ja` or `en-GB`.
    package var locale: String
    /// Whether the box was ticked before the person came: then nothing they left as it was is a yes (GDPR recital 32).
    package var boxTicked: Bool
    package var wording: String

    package init(list: String, locale: String, boxTicked: Bool, wording: String) {
        self.list = list
        self.locale = locale
        self.boxTicked = boxTicked
        self.wording = wording
    }

    /// The bytes that the hash is of.
    package var canonicalForm: [UInt8] {
        let head = "meibo notice 1\nlist \(list)\nlocale \(locale)\nbox_ticked \(boxTicked)\n\n"
        return Array(head.utf8) + Array(wording.utf8)
    }

    /// SHA-256 of the canonical form.
    package var hash: [UInt8] {
        var hash = SHA256()
        canonicalForm.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Array(hash.finalize())
    }
}
