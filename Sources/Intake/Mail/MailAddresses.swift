/// The people of mail: the addresses in From, To, Cc and Bcc of each message, in their order. Bodies are passed over.
///
/// A contact's line is its place among all of them.
final class MailAddresses: MemberSource {
    /// Bytes of all four fields of one message.
    static let fieldsLimit = 16 * 1024 * 1024

    private static let wanted = ["from", "to", "cc", "bcc", "date"]

    private var lines: LineReader
    private let isMailbox: Bool
    private var hasStarted = false
    private var message = 0
    private var count = 0

    /// The fields of the current message that are still to be read, the next one last.
    private var fields: [(name: String, text: [UInt8])] = []
    private var date: String?
    private var field: (name: String, text: [UInt8]) = ("", [])
    private var position = 0
    private var splitter = AddressSplitter()
    private var pending: [[UInt8]] = []

    /// - Parameter isMailbox: the file holds many messages, each behind a line `From …` (RFC 4155).
    init(_ source: any ByteSource, isMailbox: Bool) throws(IntakeError) {
        lines = try LineReader(source, limit: Self.fieldsLimit, cutsLongLines: true)
        self.isMailbox = isMailbox
    }

    func next(into members: inout Members) throws(IntakeError) -> Bool {
        while pending.isEmpty {
            if position < field.text.count {
                position += 1
                if splitter.push(field.text[position - 1]) { pending = splitter.takeItems().reversed() }
            } else if splitter.finish() {
                pending = splitter.takeItems().reversed()
            } else if let next = fields.popLast() {
                field = next
                position = 0
            } else if try !nextMessage() {
                return false
            }
        }
        count += 1
        members.begin(line: count)
        members.add(AddressItem(pending.removeLast()))
        members.add("mail_field", field.name)
        if let date { members.add("mail_date", date) }
        return true
    }

    /// Reads the header of the next message; false if there is none.
    private func nextMessage() throws(IntakeError) -> Bool {
        if isMailbox {
            guard try skipToMessage() else { return false }
        } else if hasStarted {
            return false
        }
        hasStarted = true
        message += 1
        date = nil
        var found: [(name: String, text: [UInt8])] = []
        var isInWanted = false
        var size = 0
        while let line = try lines.next(), !line.isEmpty {
            if line[0] == 0x20 || line[0] == 0x09 {
                if isInWanted { found[found.count - 1].text += line }
            } else {
                let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
                let name = String(decoding: line[..<min(colon, 80)], as: UTF8.self).lowercased().filter { $0 != " " }
                isInWanted = Self.wanted.contains(name)
                if isInWanted { found.append((name, Array(line.dropFirst(colon + 1)))) }
            }
            if isInWanted { size += line.count }
            if size > Self.fieldsLimit { throw .mailFieldsTooLarge(message: message, limit: Self.fieldsLimit) }
        }
        for (name, text) in found {
            let decoded = CharsetText.guessed(text)
            if name == "date" {
                date = MailDate.text(decoded)
            } else {
                fields.append((Self.shown[name] ?? name, decoded))
            }
        }
        fields.reverse()
        (field, position) = (("", []), 0)
        return true
    }

    private static let shown = ["from": "From", "to": "To", "cc": "Cc", "bcc": "Bcc"]

    private func skipToMessage() throws(IntakeError) -> Bool {
        var isAfterBlank = !hasStarted
        while let line = try lines.next() {
            if isAfterBlank, line.starts(with: Array("From ".utf8)) { return true }
            isAfterBlank = line.isEmpty
        }
        return false
    }
}
