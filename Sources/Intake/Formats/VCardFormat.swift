/// Cards of people: vCard 4 (RFC 6350), 3 (RFC 2426) and 2.1.
struct VCardFormat: FileFormat {
    let name = "vcard"
    let content = FormatContent.text

    func recognises(_ head: FileHead) -> Bool {
        let start = head.bytes.drop { $0 == 0x20 || 0x09...0x0D ~= $0 }.prefix(11)
        return String(decoding: start, as: UTF8.self).uppercased() == "BEGIN:VCARD"
    }

    func open(_ file: FormatInput) throws(IntakeError) -> any RecordReader {
        try MemberRecords(first: ["email", "name"]) { () throws(IntakeError) in try Cards(file.text()) }
    }
}
