/// Mailchimp's export of an audience: a ZIP file with a CSV file for each state of people. They become one list with all
/// their columns and a column `status` in front.
///
/// A contact's line counts through the files.
struct MailchimpFormat: FileFormat {
    let name = "mailchimp"
    let content = FormatContent.bytes

    func recognises(_ head: FileHead) -> Bool { head.zip == .mailchimp }

    func open(_ file: FormatInput) throws(IntakeError) -> any RecordReader {
        var parts: [MailchimpExport.Part] = []
        let archive = try ArchiveReader(file.file, kind: .zip, limit: file.options.unpackLimit)
        while let member = try archive.next() {
            guard member.isFile, let status = Self.status(of: member.name) else { continue }
            if member.isEncrypted { throw .encryptedArchive }
            parts.append(
                .init(status: status, file: try TemporaryFile.copy(of: ArchiveMemberSource(archive: archive))))
        }
        return try MemberRecords(first: ["status"]) { () throws(IntakeError) in MailchimpExport(parts) }
    }

    /// What people are whose file has this name: `subscribed_email_audience_export_1a2b.csv`.
    static func status(of path: String) -> String? {
        guard path.lowercased().hasSuffix(".csv") else { return nil }
        let name = (path.split { $0 == "/" || $0 == "\\" }.last ?? "").lowercased()
        return ["subscribed", "unsubscribed", "cleaned", "nonsubscribed"].first { name.hasPrefix($0 + "_") }
    }
}

/// The files of an export, one behind the other.
private final class MailchimpExport: MemberSource {
    struct Part {
        let status: String
        let file: OpenFile
    }

    private let parts: [Part]
    private var next = 0
    private var status = ""
    private var records: NamedRecords?
    /// Lines of the files before the current one.
    private var linesBefore = 0
    private var lastLine = 0

    init(_ parts: [Part]) {
        self.parts = parts
    }

    func next(into members: inout Members) throws(IntakeError) -> Bool {
        while true {
            if let records {
                var row = Members()
                if try records.next(into: &row) {
                    lastLine = row.line
                    members.begin(line: linesBefore + row.line)
                    members.defect = row.defect
                    members.add("status", status)
                    for member in row.all { members.add(row[member.name], row[member.value]) }
                    return true
                }
                linesBefore += lastLine
                self.records = nil
            }
            guard next < parts.count else { return false }
            let part = parts[next]
            next += 1
            lastLine = 0
            guard part.file.size > 0 else { continue }
            status = part.status
            records = NamedRecords(
                try DelimitedRecords(part.file.source, encoding: .utf8, delimiter: UInt8(ascii: ",")))
        }
    }
}
