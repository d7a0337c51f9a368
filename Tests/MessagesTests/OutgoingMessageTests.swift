import Messages
import Testing

/// The mail that asks to confirm, as bytes: what any value may do to it. That Python's reader understands it is what the
/// tests of the form ask.
@Suite("A message on its way out") struct OutgoingMessageTests {
    private static let fields = [
        "From", "To", "Subject", "Date", "Message-Id", "List-Id", "Auto-Submitted", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding",
    ]

    private func message(_ change: (inout OutgoingMessage) -> Void = { _ in }) -> OutgoingMessage {
        var message = OutgoingMessage(
            fromName: "青葉", from: "lists@aoba.example", to: "hanako@example.com", subject: "登録の確認",
            date: 1_790_000_000, messageID: "1@aoba.example", listID: "news.aoba.example", text: "本文\n")
        change(&message)
        return message
    }

    /// The lines of the header, folded ones joined, and those of the body.
    private func parts(_ message: OutgoingMessage) throws -> (header: [String], body: [String]) {
        let text = String(decoding: message.bytes, as: UTF8.self)
        let bytes = message.bytes
        for (place, byte) in bytes.enumerated() where byte == 0x0A {
            try #require(place > 0 && bytes[place - 1] == 0x0D, "a bare LF at \(place)")
        }
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        // RFC 5322 §2.1.1.
        try #require(lines.allSatisfy { $0.utf8.count <= 998 })
        let end = try #require(lines.firstIndex(of: ""))
        var header: [String] = []
        for line in lines[..<end] {
            if line.first == " " || line.first == "\t" {
                header[header.count - 1] += line
            } else {
                header.append(line)
            }
        }
        try #require(lines[..<end].allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }, "a header is ASCII")
        return (header, Array(lines[(end + 1)...]))
    }

    private func names(_ header: [String]) -> [String] {
        header.map { String($0.prefix { $0 != ":" }).lowercased() }.sorted()
    }

    @Test func `has the fields that it must have, each once`() throws {
        let (header, body) = try parts(message())
        #expect(names(header) == Self.fields.map { $0.lowercased() }.sorted(), "\(header)")
        #expect(header.contains("List-Id: <news.aoba.example>"))
        #expect(header.contains("Auto-Submitted: auto-generated"))
        #expect(header.contains("To: hanako@example.com"))
        #expect(!body.isEmpty)
    }

    @Test(
        "no value begins a header field or ends the header",
        arguments: [
            "\r\nBcc: mallory@example.com", "\nBcc: m@example.com", "\r\n\r\nBcc: m", "\u{0}", "\u{85}Bcc: m@x.jp",
        ])
    func injection(text: String) throws {
        for change: (inout OutgoingMessage) -> Void in [
            { $0.fromName += text }, { $0.subject += text }, { $0.listID += text }, { $0.messageID += text },
        ] {
            let (header, _) = try parts(message(change))
            #expect(names(header) == Self.fields.map { $0.lowercased() }.sorted(), "\(header)")
        }
    }

    @Test func `long names, subjects and texts fit into lines`() throws {
        let (header, body) = try parts(
            message {
                $0.fromName = String(repeating: "株式会社青葉", count: 40)
                $0.subject = String(repeating: "お知らせ", count: 200)
                $0.text = String(repeating: "長い行。", count: 2_000) + "\n.\n\nFrom here\n"
            })
        #expect(names(header).count == Self.fields.count)
        #expect(body.count > 1)
    }

    @Test func `is the same whenever it is written, so that one sent twice is seen to be one`() {
        #expect(message().bytes == message().bytes)
    }
}
