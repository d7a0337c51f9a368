import Consent

/// Brevo: each line is the body of one POST to `/v3/smtp/email`, with at most 1,000 message versions and, because the
/// parameters of all of them may be 1,000 KB together, not more than that.
///
/// https://developers.brevo.com/docs/batch-send-transactional-emails
struct BrevoEngine: RequestEngine {
    static let name = "brevo"
    static let policy = EnginePolicy(
        nonASCIIAddresses: .skipped, carrierAddresses: .skipped, limit: "1,000 versions and 1 MB a request",
        required: [.from, .template], optional: [.subject],
        remark: "--template is the template's number; header values are ASCII, as all that Meibo sets are")

    let fields: [String]
    var requests: RequestLines
    private var merge: MergeObject
    private let end: [UInt8]
    private var entry: [UInt8] = []

    init(_ job: EngineJob) throws(EngineProblem) {
        merge = MergeObject(job.fields)
        fields = ["contact_id", "email"] + merge.names + ["list_unsubscribe", "list_unsubscribe_post", "list_id"]
        let sender = try job.sender().object(address: "email", name: "name")
        let subject = job.options[.subject].map { ",\"subject\":\(JSONText.quoted($0))" } ?? ""
        requests = RequestLines(
            head: "{\"sender\":\(sender),"
                + "\"templateId\":\(try job.numberedTemplate())\(subject),\"messageVersions\":[",
            tail: "]}", people: 1000, bytes: 1_000_000)
        end = Array("/\(job.sendList)\"}}".utf8)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        entry.removeAll(keepingCapacity: true)
        entry.append("{\"to\":[{\"email\":")
        JSONText.append(recipient.address, to: &entry)
        entry.append("}],\"params\":")
        merge.append(recipient, to: &entry)
        entry.append(",\"headers\":")
        entry.appendHeaderMembers(recipient)
        // Brevo hands the value of this header back with every event.
        entry.append(",\"X-Mailin-custom\":\"")
        HexText.append(recipient.contact, to: &entry)
        entry += end
        requests.append(entry, to: &output)
    }
}
