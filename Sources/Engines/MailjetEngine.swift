import Consent

/// Mailjet v3.1: each line is the body of one POST to `/v3.1/send`, with at most 50 messages.
///
/// https://dev.mailjet.com/email/guides/send-api-v31/
struct MailjetEngine: RequestEngine {
    static let name = "mailjet"
    static let policy = EnginePolicy(
        nonASCIIAddresses: .skipped, carrierAddresses: .skipped, limit: "50 messages a request",
        required: [.from, .template], optional: [.subject], remark: "--template is the template's number")

    let fields: [String]
    var requests: RequestLines
    private var merge: MergeObject
    private let start: [UInt8]
    private let end: [UInt8]
    private var entry: [UInt8] = []

    init(_ job: EngineJob) throws(EngineProblem) {
        merge = MergeObject(job.fields)
        fields = ["contact_id", "email"] + merge.names + ["list_unsubscribe", "list_unsubscribe_post", "list_id"]
        let sender = try job.sender().object(address: "Email", name: "Name")
        let subject = job.options[.subject].map { ",\"Subject\":\(JSONText.quoted($0))" } ?? ""
        start = Array(
            ("{\"From\":\(sender),"
                + "\"TemplateID\":\(try job.numberedTemplate()),\"TemplateLanguage\":true\(subject),\"To\":[{\"Email\":")
                .utf8)
        end = Array("/\(job.sendList)\"}".utf8)
        requests = RequestLines(head: "{\"Messages\":[", tail: "]}", people: 50, bytes: 10_000_000)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        entry.removeAll(keepingCapacity: true)
        entry += start
        JSONText.append(recipient.address, to: &entry)
        entry.append("}],\"Variables\":")
        merge.append(recipient, to: &entry)
        entry.append(",\"Headers\":")
        entry.appendHeaderMembers(recipient)
        entry.append("},\"CustomID\":\"")
        HexText.append(recipient.contact, to: &entry)
        entry += end
        requests.append(entry, to: &output)
    }
}
