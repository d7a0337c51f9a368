import Consent

/// CSV for listmonk's import: `email,name,attributes`, the last a JSON object (https://listmonk.app/docs/concepts/).
struct ListmonkEngine: EngineFormat {
    static let name = "listmonk"
    static let fileName = "subscribers.csv"
    static let removals = RemovalForm.csv
    static let policy = EnginePolicy(
        nonASCIIAddresses: .raw, carrierAddresses: .quoted, quotedAddresses: .raw, limit: "none",
        remark:
            "turn off listmonk's own unsubscribe header (Settings, Privacy), or a mail has two links that lead elsewhere",
        warns: true)

    let fields: [String]
    private var values: MergeValues
    private let hasName: Bool
    private let sendList: [UInt8]
    private var object: [UInt8] = []

    init(_ job: EngineJob) throws(EngineProblem) {
        let others = job.fields.filter { $0 != .name }
        hasName = others.count < job.fields.count
        values = MergeValues(others, absent: .leftOut)
        fields =
            [
                "email", "name", "contact_id", "send_list", "unsubscribe_url", "list_unsubscribe",
                "list_unsubscribe_post",
            ]
            + ["list_id"] + others.map(\.name)
        sendList = Array("\",\"send_list\":\(job.sendList),\"unsubscribe_url\":\"".utf8)
    }

    mutating func begin(_ output: inout [UInt8]) {
        output.appendHeader(["email", "name", "attributes"])
    }

    mutating func append(_ recipient: Recipient, to output: inout [UInt8]) throws(UnwritableValue) {
        object.removeAll(keepingCapacity: true)
        object.append("{\"contact_id\":\"")
        HexText.append(recipient.contact, to: &object)
        object += sendList
        object.append(contentsOf: recipient.unsubscribeURL)
        object.append("\",\"list_unsubscribe\":\"<")
        object.append(contentsOf: recipient.unsubscribeURL)
        object.append(">\",\"list_unsubscribe_post\":\"List-Unsubscribe=One-Click\",\"list_id\":\"")
        object.append(contentsOf: recipient.listID)
        object.append("\"")
        values.appendMembers(of: recipient, to: &object)
        object.append("}")
        let start = output.count
        output.appendCell(recipient.address)
        output.remove(at: start)
        output.appendCell(hasName ? recipient.name : nil)
        output.appendCell(object)
        output.append("\r\n")
    }
}
