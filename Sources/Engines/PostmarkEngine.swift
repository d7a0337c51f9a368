import Consent

/// Postmark: each line is the body of one POST to `/email/batchWithTemplates`, with at most 500 messages and 50 MB.
///
/// https://postmarkapp.com/developer/api/templates-api#send-batch-with-templates
struct PostmarkEngine: RequestEngine {
    static let name = "postmark"
    static let policy = EnginePolicy(
        nonASCIIAddresses: .skipped, carrierAddresses: .quoted, limit: "500 messages and 50 MB a request",
        required: [.from, .template], optional: [.messageStream],
        remark:
            "broadcast streams set List-Unsubscribe themselves until Postmark switches unsubscribe handling to custom",
        warns: true)

    let fields: [String]
    var requests: RequestLines
    private var merge: MergeObject
    private let start: [UInt8]
    private let sendList: [UInt8]
    private var entry: [UInt8] = []

    init(_ job: EngineJob) throws(EngineProblem) {
        merge = MergeObject(job.fields)
        fields = ["contact_id", "email"] + merge.names + ["list_unsubscribe", "list_unsubscribe_post", "list_id"]
        // The streams that every Postmark server has from the start.
        let stream = job.options[.messageStream] ?? (job.isMarketing ? "broadcast" : "outbound")
        let template = try job.template()
        let named =
            Int64(template).map { "\"TemplateId\":\($0)" } ?? "\"TemplateAlias\":\(JSONText.quoted(template))"
        start = Array(
            ("{\"From\":\(JSONText.quoted(try job.sender().text)),\(named),"
                + "\"MessageStream\":\(JSONText.quoted(stream)),\"To\":").utf8)
        sendList = Array("\",\"send_list\":\"\(job.sendList)\"}}".utf8)
        requests = RequestLines(head: "{\"Messages\":[", tail: "]}", people: 500, bytes: 50_000_000)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        entry.removeAll(keepingCapacity: true)
        entry += start
        JSONText.append(recipient.address, to: &entry)
        entry.append(",\"TemplateModel\":")
        merge.append(recipient, to: &entry)
        entry.append(",\"Headers\":")
        entry.appendHeaderList(recipient)
        entry.append(",\"Metadata\":{\"contact_id\":\"")
        HexText.append(recipient.contact, to: &entry)
        entry += sendList
        requests.append(entry, to: &output)
    }
}
