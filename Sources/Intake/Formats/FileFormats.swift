/// The formats that an import reads.
package enum FileFormats {
    /// In the order in which they are looked for: whoever needs the more to recognise a file comes first.
    package static let all: [any FileFormat] = [
        WorkbookFormat(),
        MailchimpFormat(),
        MailFormat.mailbox,
        MailFormat.message,
        VCardFormat(),
        JSONLinesFormat(),
        AddressListFormat(),
        ListmonkFormat(),
        DelimitedFormat(name: "tsv", delimiter: UInt8(ascii: "\t")),
        DelimitedFormat(name: "semicolon", delimiter: UInt8(ascii: ";")),
        DelimitedFormat(name: "pipe", delimiter: UInt8(ascii: "|")),
        DelimitedFormat(name: "csv", delimiter: nil),
    ]

    package static func named(_ name: String) -> (any FileFormat)? {
        all.first { $0.name == name }
    }

    /// The format of a file that begins like this, if one knows it.
    static func format(of content: FormatContent, beginning head: FileHead) -> (any FileFormat)? {
        all.first { $0.content == content && $0.recognises(head) }
    }
}
