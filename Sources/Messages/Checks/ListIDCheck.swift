/// `List-Id: News <news.lists.example.jp>`: a label and a namespace in dot-atoms.
enum ListIDCheck: MessageCheck {
    static let name = "list_id"
    static let standard = "B3, RFC 2919 §2"

    static func examine(_ message: MailMessage) -> Verdict {
        let fields = message.header.fields(named: "List-Id")
        guard fields.count == 1 else { return .fails("there are \(fields.count) List-Id: copy the value list_id once") }
        let value = fields[0].value
        guard value.last == ">", let open = value.lastIndex(of: "<") else {
            return .fails("it does not end in <list.domain>")
        }
        let id = value[value.index(after: open)...].dropLast()
        let labels = id.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isAtomText) }) else {
            return .fails("what stands between < and > is no list.domain")
        }
        return id.utf8.count <= 255 ? .ok(String(id)) : .fails("it has more than 255 octets")
    }

    /// RFC 5322 §3.2.3.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
}
