enum UnsubscribeOnceCheck: MessageCheck {
    static let name = "list_unsubscribe_once"
    static let standard = "A1, RFC 8058 §3.1"

    static func examine(_ message: MailMessage) -> Verdict {
        HowOften.once("List-Unsubscribe", in: message, missing: "copy the value list_unsubscribe of the send list")
    }
}

enum PostOnceCheck: MessageCheck {
    static let name = "list_unsubscribe_post_once"
    static let standard = "A1, RFC 8058 §3.1"

    static func examine(_ message: MailMessage) -> Verdict {
        HowOften.once(
            "List-Unsubscribe-Post", in: message, missing: "copy the value list_unsubscribe_post of the send list")
    }
}

/// How often a field may stand in a header.
private enum HowOften {
    static func once(_ name: String, in message: MailMessage, missing: String) -> Verdict {
        switch message.header.fields(named: name).count {
        case 1: .ok("it is there once")
        case 0: .fails("there is no \(name): \(missing)")
        case let count: .fails("\(name) is there \(count) times: look for an engine or a server that adds its own")
        }
    }
}
