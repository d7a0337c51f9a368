import Consent

@testable import Engines

/// People whose data is hard on a format, with links that look like links.
enum SampleRecipients {
    struct Person {
        var address: String
        var name: String?
        var locale: String?
        var attributes: String
    }

    static let people = [
        Person(
            address: "taro@example.jp", name: "山田 太郎", locale: "ja",
            attributes: #"{"plan": "pro", "会員種別": "ゴールド, \"A\""}"#),
        Person(address: #"hanako..@docomo.ne.jp"#, name: "花子\"", locale: nil, attributes: #"{"plan": null}"#),
        Person(address: "日本@example.jp", name: "日本", locale: nil, attributes: "{}"),
        Person(address: #""a,b"@example.com"#, name: "O'Hara, Tim", locale: "en", attributes: #"{"plan": "a\\b\nc"}"#),
        Person(address: "sum@example.org", name: "=1+1", locale: nil, attributes: #"{"plan": "+81", "score": 3.5}"#),
        Person(
            address: "list@example.org", name: nil, locale: nil,
            attributes: #"{"tags": ["x", "y|z"], "active": true, "plan": "髙①"}"#),
    ]

    static let attributes = ["plan", "会員種別", "score", "tags", "active"]

    static let fields: [MergeField] = [.name, .locale] + attributes.map(MergeField.attribute)

    static let options: [EngineOption: String] = [
        .from: "青葉商事 <news@aoba.example>", .template: "42", .bounceDomain: "bounce.aoba.example",
    ]

    /// What an engine takes of `options`.
    static func options(for engine: any EngineFormat.Type) -> [EngineOption: String] {
        options.filter { engine.policy.required.contains($0.key) }
    }

    /// The file that an engine writes of these people, `count` times over, without those whom it cannot carry.
    static func file(
        _ engine: any EngineFormat.Type, fields: [MergeField] = fields, options: [EngineOption: String]? = nil,
        times: Int = 1
    ) throws -> [UInt8] {
        let job = EngineJob(
            sendList: 7, isMarketing: true, fields: fields, options: options ?? self.options(for: engine))
        var format = try engine.init(job)
        var output: [UInt8] = []
        format.begin(&output)
        for number in 0..<(people.count * times) {
            try with(people[number % people.count], number: number, for: engine) {
                try format.append($0, to: &output)
            }
        }
        format.end(&output)
        return output
    }

    private static func with(
        _ person: Person, number: Int, for engine: any EngineFormat.Type, _ body: (Recipient) throws -> Void
    ) throws {
        let own = number < people.count ? person.address : person.address.replacing("@", with: "@n\(number).")
        var address = Array(own.utf8)
        switch address.withUnsafeBufferPointer({ engine.policy.form(of: $0) }) {
        case .skipped: return
        case .quoted:
            let raw = address
            raw.withUnsafeBufferPointer { EnginePolicy.quote($0, into: &address) }
        case .raw: break
        }
        let text = { (value: String?) in value.map { Array($0.utf8) } }
        let link = Array("https://lists.example.jp/u/\(String(repeating: "A", count: 58))\(number + 100_000)".utf8)
        let sender = Array("b\(String(repeating: "a", count: 50))\(number + 100_000)@bounce.aoba.example".utf8)
        let listID = Array("<news.lists.example.jp>".utf8)
        try address.withUnsafeBufferPointer { address in
            try Array(person.attributes.utf8).withUnsafeBufferPointer { attributes in
                try link.withUnsafeBufferPointer { link in
                    try (text(person.name) ?? []).withUnsafeBufferPointer { name in
                        try (text(person.locale) ?? []).withUnsafeBufferPointer { locale in
                            try listID.withUnsafeBufferPointer { listID in
                                try sender.withUnsafeBufferPointer { sender in
                                    try Array("consent".utf8).withUnsafeBufferPointer { basis in
                                        try body(
                                            Recipient(
                                                contact: ContactID(high: 0x8000, low: UInt64(number)),
                                                address: address, name: person.name == nil ? nil : name,
                                                locale: person.locale == nil ? nil : locale, attributes: attributes,
                                                basis: basis, unsubscribeURL: link, listID: listID,
                                                envelopeSender: sender))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
