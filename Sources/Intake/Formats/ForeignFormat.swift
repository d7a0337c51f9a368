/// A format that people try and that is not read: each is told by its first bytes, and says what to do instead.
package enum ForeignFormat: Sendable, Equatable {
    case oldWorkbook, encryptedWorkbook, binaryWorkbook, openDocument, numbers, document, pdf, webPage, xml,
        otherArchive
    case jsonArray

    /// Tells it by the front of a file; nil for what may be read.
    init?(_ head: [UInt8]) {
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            self = Self.holds("EncryptedPackage", head) ? .encryptedWorkbook : .oldWorkbook
        } else if head.starts(with: Array("%PDF-".utf8)) {
            self = .pdf
        } else if Self.isOtherArchive(head) {
            self = .otherArchive
        } else {
            let text = head.prefix(512).drop { $0 == 0x20 || 0x09...0x0D ~= $0 || $0 >= 0x80 }
            let start = String(decoding: text.prefix(14), as: UTF8.self).lowercased()
            if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") || start.hasPrefix("<table") {
                self = .webPage
            } else if start.hasPrefix("<?xml") {
                self = .xml
            } else if start.hasPrefix("["), start.dropFirst().drop(while: \.isWhitespace).hasPrefix("{") {
                self = .jsonArray
            } else {
                return nil
            }
        }
    }

    /// Not text, so that no other format can be meant.
    var isBinary: Bool { ![.webPage, .xml, .jsonArray].contains(self) }

    /// A workbook with a password is an OLE file, too; its directory names the stream in UTF-16.
    private static func holds(_ name: String, _ head: [UInt8]) -> Bool {
        var mark: [UInt8] = []
        for byte in name.utf8 { mark += [byte, 0] }
        return head.indices.contains { head[$0] == mark[0] && head[$0...].starts(with: mark) }
    }

    /// 7z, RAR, xz, zstd, bzip2, tar.
    private static func isOtherArchive(_ head: [UInt8]) -> Bool {
        let marks: [[UInt8]] = [
            [0x37, 0x7A, 0xBC, 0xAF], [0x52, 0x61, 0x72, 0x21, 0x1A], [0xFD, 0x37, 0x7A, 0x58],
            [0x28, 0xB5, 0x2F, 0xFD],
        ]
        if marks.contains(where: { head.starts(with: $0) }) { return true }
        if head.count > 10, head.starts(with: [0x42, 0x5A, 0x68]), head[4...].starts(with: [0x31, 0x41, 0x59]) {
            return true
        }
        return head.count > 262 && head[257..<262].elementsEqual("ustar".utf8)
    }
}

extension ForeignFormat: CustomStringConvertible {
    package var description: String {
        switch self {
        case .oldWorkbook:
            "an Excel workbook of before 2007 (.xls), or one with a password: open it in Excel and save it as “Excel Workbook (*.xlsx)” or as CSV"
        case .encryptedWorkbook:
            "an Excel workbook with a password: open it in Excel, remove the password, and save it"
        case .binaryWorkbook:
            "a binary Excel workbook (.xlsb): open it in Excel and save it as “Excel Workbook (*.xlsx)” or as CSV"
        case .openDocument: "an OpenDocument file: save it as .xlsx or as CSV"
        case .numbers: "a document of Numbers: export it as Excel (.xlsx) or as CSV"
        case .document: "a document, not a list: save its table as .xlsx or as CSV"
        case .pdf: "a PDF: ask for the list as .xlsx or as CSV"
        case .webPage: "a web page, whatever its name says: open it in Excel and save it as .xlsx or as CSV"
        case .xml: "XML: save the list as .xlsx or as CSV"
        case .otherArchive: "an archive that is neither ZIP nor gzip: unpack it first"
        case .jsonArray: "a JSON array: write one object a line (jq -c '.[]')"
        }
    }
}
