/// What a format is told of the send list that it will write.
package struct EngineJob: Sendable {
    package var sendList: Int64
    /// Whether the lists are marketing lists; engines that keep separate streams want to know.
    package var isMarketing: Bool
    package var fields: [MergeField]
    package var options: [EngineOption: String]

    package init(sendList: Int64, isMarketing: Bool, fields: [MergeField], options: [EngineOption: String]) {
        self.sendList = sendList
        self.isMarketing = isMarketing
        self.fields = fields
        self.options = options
    }

    /// The `From` of the mails. Throws if it is missing or no address.
    func sender() throws(EngineProblem) -> SenderAddress {
        guard let text = options[.from] else { throw .missing(.from) }
        guard let sender = SenderAddress(text) else {
            throw .invalid(.from, wanted: "an address such as \"Aoba <news@aoba.example>\"")
        }
        return sender
    }

    /// The template, as a JSON string.
    func template() throws(EngineProblem) -> String {
        guard let template = options[.template] else { throw .missing(.template) }
        return template
    }

    /// The template of an engine that numbers them.
    func numberedTemplate() throws(EngineProblem) -> Int64 {
        guard let number = Int64(try template()), number > 0 else {
            throw .invalid(.template, wanted: "the number of the template")
        }
        return number
    }
}
