/// What a ZIP file is, by the names in it: many formats are ZIP files.
enum ZIPKind: Equatable {
    case archive
    /// Excel's .xlsx or .xlsm.
    case workbook
    /// Mailchimp's export of an audience.
    case mailchimp
    case foreign(ForeignFormat)

    init(_ names: [String]) {
        let all = Set(names)
        if all.contains("xl/workbook.xml") {
            self = .workbook
        } else if all.contains("xl/workbook.bin") {
            self = .foreign(.binaryWorkbook)
        } else if all.contains("word/document.xml") || all.contains("ppt/presentation.xml") {
            self = .foreign(.document)
        } else if all.contains("mimetype"), all.contains("content.xml") {
            self = .foreign(.openDocument)
        } else if names.contains(where: { $0.hasPrefix("Index/") && $0.hasSuffix(".iwa") }) || all.contains("Index.zip")
        {
            self = .foreign(.numbers)
        } else if names.contains(where: { MailchimpFormat.status(of: $0) != nil }) {
            self = .mailchimp
        } else {
            self = .archive
        }
    }
}
