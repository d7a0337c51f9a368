internal import CGMime

/// A message of plain text in UTF-8 on its way out. No value can begin a header field of its own: what controls lines
/// becomes a space.
package struct OutgoingMessage: Sendable {
    package var fromName: String
    package var from: String
    package var to: String
    package var subject: String
    /// Seconds since 1970-01-01T00:00:00Z.
    package var date: Int64
    /// Without angle brackets (RFC 5322 §3.6.4), like the next one.
    package var messageID: String
    /// RFC 2919.
    package var listID: String
    package var text: String

    package init(
        fromName: String, from: String, to: String, subject: String, date: Int64, messageID: String, listID: String,
        text: String
    ) {
        self.fromName = fromName
        self.from = from
        self.to = to
        self.subject = subject
        self.date = date
        self.messageID = messageID
        self.listID = listID
        self.text = text
    }

    /// The message, lines ended by CR LF.
    package var bytes: [UInt8] {
        _ = GMimeStart.once
        let message = g_mime_message_new(1)!
        defer { cgmime_release(message) }
        let object = cgmime_object(message)
        g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, Self.line(fromName), Self.line(from))
        internet_address_set_charset(
            internet_address_list_get_address(g_mime_message_get_from(message), 0), "utf-8")
        g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, nil, Self.line(to))
        g_mime_message_set_subject(message, Self.line(subject), "utf-8")
        let time = g_date_time_new_from_unix_utc(Int(date))
        g_mime_message_set_date(message, time)
        g_date_time_unref(time)
        g_mime_message_set_message_id(message, Self.line(messageID))
        g_mime_object_set_header(object, "List-Id", "<\(Self.line(listID))>", nil)
        // No answering machine answers (RFC 3834 §2).
        g_mime_object_set_header(object, "Auto-Submitted", "auto-generated", nil)
        let part = cgmime_new_text(text)
        g_mime_message_set_mime_part(message, part)
        cgmime_release(part)
        guard let written = g_mime_object_to_string(object, nil) else { return [] }
        defer { g_free(written) }
        return String(cString: written).utf8.reduce(into: []) { bytes, byte in
            if byte == 0x0A, bytes.last != 0x0D { bytes.append(0x0D) }
            bytes.append(byte)
        }
    }

    private static func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
