import Consent

/// Amazon SES, API v2: each line is the body of one SendBulkEmail, with at most 50 destinations.
///
/// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html
struct SESEngine: RequestEngine {
    static let name = "ses"
    static let policy = EnginePolicy(
        nonASCIIAddresses: .skipped, carrierAddresses: .quoted, limit: "50 destinations a request",
        required: [.from, .template], optional: [.configurationSet],
        remark: "the template takes every value as text, unsubscribe_url among them")

    let fields: [String]
    var requests: RequestLines
    private var merge: MergeObject
    private let sendListTag: [UInt8]
    private var entry: [UInt8] = []
    private var data: [UInt8] = []

    init(_ job: EngineJob) throws(EngineProblem) {
        merge = MergeObject(job.fields)
        fields = ["contact_id", "email"] + merge.names + ["list_unsubscribe", "list_unsubscribe_post", "list_id"]
        let from = JSONText.quoted(try job.sender().headerText)
        let template = JSONText.quoted(try job.template())
        let configuration = job.options[.configurationSet].map { ",\"ConfigurationSetName\":\(JSONText.quoted($0))" }
        requests = RequestLines(
            head: "{\"FromEmailAddress\":\(from)\(configuration ?? ""),\"DefaultContent\":{\"Template\":"
                + "{\"TemplateName\":\(template),\"TemplateData\":\"{}\"}},\"BulkEmailEntries\":[",
            tail: "]}", people: 50, bytes: 10_000_000)
        sendListTag = Array("\"},{\"Name\":\"send_list\",\"Value\":\"\(job.sendList)\"}]".utf8)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        data.removeAll(keepingCapacity: true)
        merge.append(recipient, to: &data)
        entry.removeAll(keepingCapacity: true)
        entry.append("{\"Destination\":{\"ToAddresses\":[")
        JSONText.append(recipient.address, to: &entry)
        entry.append("]},\"ReplacementTags\":[{\"Name\":\"contact_id\",\"Value\":\"")
        HexText.append(recipient.contact, to: &entry)
        entry += sendListTag
        entry.append(",\"ReplacementEmailContent\":{\"ReplacementTemplate\":{\"ReplacementTemplateData\":")
        data.withUnsafeBufferPointer { JSONText.append($0, to: &entry) }
        entry.append("}},\"ReplacementHeaders\":")
        entry.appendHeaderList(recipient)
        entry.append("}")
        requests.append(entry, to: &output)
    }
}
