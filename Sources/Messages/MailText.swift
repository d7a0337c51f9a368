internal import CGMime

/// A text that a person reads in a message, decoded to UTF-8.
package struct MailText: Sendable {
    package let isHTML: Bool
    package let text: String

    /// The texts of a message through all its parts, without attachments.
    static func all(in bytes: [UInt8]) -> [MailText] {
        _ = GMimeStart.once
        guard let message = bytes.withUnsafeBytes({ cgmime_parse($0.baseAddress, $0.count) }) else { return [] }
        defer { cgmime_release(message) }
        guard let parts = g_mime_part_iter_new(cgmime_object(message)) else { return [] }
        defer { g_mime_part_iter_free(parts) }
        var texts: [MailText] = []
        repeat {
            guard let part = g_mime_part_iter_get_current(parts), cgmime_is_text(part) != 0 else { continue }
            if let disposition = g_mime_object_get_disposition(part),
                String(cString: disposition).lowercased() == "attachment"
            {
                continue
            }
            let isHTML = g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "html") != 0
            guard let text = cgmime_text(part) else { continue }
            defer { g_free(text) }
            texts.append(MailText(isHTML: isHTML, text: String(cString: text)))
        } while g_mime_part_iter_next(parts) != 0
        return texts
    }
}

/// GMime wants to be started once before anything else.
enum GMimeStart {
    static let once: Void = g_mime_init()
}
