import Consent

/// SparkPost transmissions: each line is the body of one POST to `/api/v1/transmissions`, with at most 1,000 recipients
/// (a size of our own choice: SparkPost names none).
///
/// It takes no headers per recipient: the template has to set them from `list_unsubscribe`, `list_unsubscribe_post` and
/// `list_id`. https://developers.sparkpost.com/api/transmissions/
struct SparkPostEngine: RequestEngine {
    static let name = "sparkpost"
    static let policy = EnginePolicy(
        nonASCIIAddresses: .skipped, carrierAddresses: .skipped, limit: "1,000 recipients a request",
        required: [.template],
        remark: "SparkPost drops a List-Unsubscribe of your own without a word: check a delivered mail",
        warns: true)

    let fields: [String]
    var requests: RequestLines
    private var merge: MergeObject
    private let sendList: [UInt8]
    private var entry: [UInt8] = []

    init(_ job: EngineJob) throws(EngineProblem) {
        merge = MergeObject(job.fields)
        fields = ["contact_id", "email"] + merge.names + ["list_unsubscribe", "list_unsubscribe_post", "list_id"]
        let isTransactional = job.isMarketing ? "false" : "true"
        requests = RequestLines(
            head: "{\"options\":{\"transactional\":\(isTransactional)},"
                + "\"content\":{\"template_id\":\(JSONText.quoted(try job.template()))},\"recipients\":[",
            tail: "]}", people: 1000, bytes: 10_000_000)
        sendList = Array("\",\"send_list\":\"\(job.sendList)\"},\"substitution_data\":{\"list_unsubscribe\":\"<".utf8)
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        entry.removeAll(keepingCapacity: true)
        entry.append("{\"address\":{\"email\":")
        JSONText.append(recipient.address, to: &entry)
        entry.append("},\"metadata\":{\"contact_id\":\"")
        HexText.append(recipient.contact, to: &entry)
        entry += sendList
        entry.append(contentsOf: recipient.unsubscribeURL)
        entry.append(">\",\"list_unsubscribe_post\":\"List-Unsubscribe=One-Click\",\"list_id\":\"")
        entry.append(contentsOf: recipient.listID)
        entry.append("\",")
        let object = entry.count
        merge.append(recipient, to: &entry)
        // The object goes on where it was left off.
        entry.remove(at: object)
        entry.append("}")
        requests.append(entry, to: &output)
    }
}
