import Consent

/// SendGrid v3 mail/send: each line is the body of one request, with at most 1,000 personalizations. No address stands in
/// two of them, because every contact is on a send list once.
///
/// https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
struct SendGridEngine: RequestEngine {
    static let name = "sendgrid"
    static let policy = EnginePolicy(
        nonASCIIAddresses: .skipped, carrierAddresses: .quoted, limit: "1,000 personalizations a request",
        required: [.from, .template],
        remark: "its own subscription tracking is turned off in every request, or it would set List-Unsubscribe itself")

    let fields: [String]
    var requests: RequestLines
    private var merge: MergeObject
    private let sendList: [UInt8]
    private var entry: [UInt8] = []

    init(_ job: EngineJob) throws(EngineProblem) {
        merge = MergeObject(job.fields)
        fields = ["contact_id", "email"] + merge.names + ["list_unsubscribe", "list_unsubscribe_post", "list_id"]
        let sender = try job.sender().object(address: "email", name: "name")
        requests = RequestLines(
            head: "{\"from\":\(sender),"
                + "\"template_id\":\(JSONText.quoted(try job.template())),"
                + "\"tracking_settings\":{\"subscription_tracking\":{\"enable\":false}},\"personalizations\":[",
            tail: "]}", people: 1000, bytes: 20_000_000)
        sendList = Array("\",\"send_list\":\"\(job.sendList)\"}}".utf8)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        entry.removeAll(keepingCapacity: true)
        entry.append("{\"to\":[{\"email\":")
        JSONText.append(recipient.address, to: &entry)
        entry.append("}],\"headers\":")
        entry.appendHeaderMembers(recipient)
        entry.append("},\"dynamic_template_data\":")
        merge.append(recipient, to: &entry)
        entry.append(",\"custom_args\":{\"contact_id\":\"")
        HexText.append(recipient.contact, to: &entry)
        entry += sendList
        requests.append(entry, to: &output)
    }
}
