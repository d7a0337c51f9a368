/// Mail whose From, To, Cc and Bcc become contacts: one message (`.eml`, RFC 5322) or many (mbox, RFC 4155).
///
/// Read as bytes: each message, and each name in it, has its own charset.
struct MailFormat: FileFormat {
    let name: String
    let isMailbox: Bool
    let content = FormatContent.bytes

    static let message = MailFormat(name: "eml", isMailbox: false)
    static let mailbox = MailFormat(name: "mbox", isMailbox: true)

    /// Fields that begin a message, or prove that there is one.
    private static let telling: Set<String> = [
        "return-path", "received", "delivered-to", "message-id", "date", "subject", "mime-version", "x-mailer",
        "content-type", "dkim-signature", "x-original-to", "authentication-results", "user-agent", "reply-to", "sender",
    ]
    private static let people: Set<String> = ["from", "to", "cc", "bcc"]

    func recognises(_ head: FileHead) -> Bool {
        var lines = head.bytes.split(separator: 0x0A, maxSplits: 400, omittingEmptySubsequences: false)[...]
        if isMailbox {
            guard lines.first?.starts(with: Array("From ".utf8)) == true else { return false }
            lines = lines.dropFirst()
        }
        var names: Set<String> = []
        for line in lines {
            if line.isEmpty || line.first == 0x0D { break }
            if line.first == 0x20 || line.first == 0x09 { continue }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy({ 0x21...0x7E ~= $0 })
            else { break }
            names.insert(String(decoding: line[..<colon], as: UTF8.self).lowercased())
        }
        return !names.isDisjoint(with: Self.telling) && (!names.isDisjoint(with: Self.people) || isMailbox)
    }

    func open(_ file: FormatInput) throws(IntakeError) -> any RecordReader {
        try MemberRecords(first: ["email", "name"]) { () throws(IntakeError) in
            try MailAddresses(file.file.source, isMailbox: isMailbox)
        }
    }
}
