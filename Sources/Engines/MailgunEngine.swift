import Consent

/// Mailgun's batches: each line holds the form fields of one POST to `/v3/DOMAIN/messages`, with at most 1,000
/// recipients.
///
/// Everybody in `to` has an entry in `recipient-variables`; without one, Mailgun would show all addresses to all.
/// https://documentation.mailgun.com/docs/mailgun/user-manual/sending-messages/batch-sending
struct MailgunEngine: EngineFormat {
    static let name = "mailgun"
    static let fileName = "requests.jsonl"
    static let removals = RemovalForm.jsonLines
    static let policy = EnginePolicy(
        nonASCIIAddresses: .skipped, carrierAddresses: .skipped, limit: "1,000 recipients a request",
        required: [.from, .template], optional: [.subject],
        remark: "a line holds form fields, not a JSON body; turn off Mailgun's unsubscribe tracking")

    let fields: [String]
    private var merge: MergeObject
    /// What stands before the variables and behind the addresses.
    private let head: [UInt8]
    private let tail: [UInt8]
    private var variables: [UInt8] = []
    private var addresses: [UInt8] = []
    private var entry: [UInt8] = []
    private var count = 0
    private static let largest = (people: 1000, bytes: 20_000_000)

    init(_ job: EngineJob) throws(EngineProblem) {
        merge = MergeObject(job.fields)
        fields = ["contact_id", "email"] + merge.names + ["list_unsubscribe", "list_unsubscribe_post", "list_id"]
        var constants = "{\"from\":\(JSONText.quoted(try job.sender().text))"
        constants += ",\"template\":\(JSONText.quoted(try job.template()))"
        if let subject = job.options[.subject] { constants += ",\"subject\":\(JSONText.quoted(subject))" }
        constants += ",\"h:List-Unsubscribe\":\"<%recipient.unsubscribe%>\""
        constants += ",\"h:List-Unsubscribe-Post\":\(JSONText.quoted(listUnsubscribePost))"
        constants += ",\"h:List-Id\":\"%recipient.list_id%\""
        constants += ",\"v:contact_id\":\"%recipient.contact_id%\",\"v:send_list\":\"\(job.sendList)\""
        // A stored template reads these; text that comes with the request may name %recipient.…% as well.
        for name in merge.names {
            constants += ",\(JSONText.quoted("v:\(name)")):\(JSONText.quoted("%recipient.\(name)%"))"
        }
        head = Array((constants + ",\"recipient-variables\":").utf8)
        tail = Array("]}\n".utf8)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        entry.removeAll(keepingCapacity: true)
        JSONText.append(recipient.address, to: &entry)
        entry.append(":{\"contact_id\":\"")
        HexText.append(recipient.contact, to: &entry)
        entry.append("\",\"list_id\":\"")
        entry.append(contentsOf: recipient.listID)
        entry.append("\",\"unsubscribe\":\"")
        entry.append(contentsOf: recipient.unsubscribeURL)
        entry.append("\",")
        let object = entry.count
        merge.append(recipient, to: &entry)
        // The object goes on where it was left off.
        entry.remove(at: object)
        if count == Self.largest.people || variables.count + addresses.count + entry.count > Self.largest.bytes {
            end(&output)
        }
        variables.append(count == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
        variables += entry
        if count > 0 { addresses.append(UInt8(ascii: ",")) }
        JSONText.append(recipient.address, to: &addresses)
        count += 1
    }

    mutating func end(_ output: inout [UInt8]) {
        guard count > 0 else { return }
        variables.append(UInt8(ascii: "}"))
        output += head
        variables.withUnsafeBufferPointer { JSONText.append($0, to: &output) }
        output.append(",\"to\":[")
        output += addresses
        output += tail
        variables.removeAll(keepingCapacity: true)
        addresses.removeAll(keepingCapacity: true)
        count = 0
    }
}
