/// A CSV export of listmonk, whose column `attributes` holds a JSON object: each member becomes a column.
struct ListmonkFormat: FileFormat {
    let name = "listmonk"
    let content = FormatContent.text

    func recognises(_ head: FileHead) -> Bool {
        guard head.hasHeader else { return false }
        let line = head.bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let names = line.split(separator: UInt8(ascii: ",")).map {
            String(decoding: $0.filter { $0 != UInt8(ascii: "\"") && $0 != 0x20 }, as: UTF8.self).lowercased()
        }
        return Set(names).isSuperset(of: ["email", "name", "attributes"])
    }

    func open(_ file: FormatInput) throws(IntakeError) -> any RecordReader {
        try MemberRecords(first: ["email", "name"]) { () throws(IntakeError) in
            let source = try file.text()
            return NamedRecords(
                try DelimitedRecords(source, encoding: .utf8, delimiter: UInt8(ascii: ",")), expanding: "attributes")
        }
    }
}
