/// A workbook (.xlsx, ECMA-376): a ZIP file of XML parts. Its small parts are read at once, its sheets as they are asked
/// for.
final class Workbook {
    struct Sheet: Equatable {
        let name: String
        let isVisible: Bool
        /// Its part.
        fileprivate let path: String
    }

    /// Worksheets in the order of their tabs.
    let sheets: [Sheet]
    let from1904: Bool
    /// By the number of a cell's style.
    let formats: [NumberFormat]
    let strings: SharedStrings

    private let file: OpenFile
    private let limit: UnpackLimit

    init(_ file: OpenFile, limit: UnpackLimit) throws(IntakeError) {
        self.file = file
        self.limit = limit
        let outline = WorkbookOutline()
        try Self.read("xl/workbook.xml", outline, file, limit, isNeeded: true)
        let relations = WorkbookRelations()
        try Self.read("xl/_rels/workbook.xml.rels", relations, file, limit, isNeeded: true)
        let styles = WorkbookStyles()
        try Self.read("xl/styles.xml", styles, file, limit, isNeeded: false)
        sheets = outline.sheets.compactMap { sheet in
            guard let path = relations.sheetPaths[sheet.relation] else { return nil }
            return Sheet(name: sheet.name, isVisible: sheet.isVisible, path: path)
        }
        from1904 = outline.from1904
        formats = styles.formats
        strings = try SharedStrings(Self.part(relations.stringsPath, file, limit))
    }

    /// The sheet that a person means by name or by its number among the visible ones, or the first visible one.
    func sheet(_ wanted: String?) throws(IntakeError) -> Sheet {
        let visible = sheets.filter(\.isVisible)
        guard let wanted else {
            guard let first = visible.first else { throw .noSheet(nil, sheets: sheets.map(\.name)) }
            return first
        }
        if let named = sheets.first(where: { $0.name == wanted }) { return named }
        if let number = Int(wanted), 1 <= number, number <= visible.count { return visible[number - 1] }
        throw .noSheet(wanted, sheets: sheets.map(\.name))
    }

    /// The XML of a sheet.
    func content(of sheet: Sheet) throws(IntakeError) -> any ByteSource {
        guard let source = try Self.part(sheet.path, file, limit) else {
            throw .brokenWorkbook(part: sheet.path, detail: "it is missing")
        }
        return source
    }

    private static func read(
        _ path: String, _ handler: any XMLHandler, _ file: OpenFile, _ limit: UnpackLimit, isNeeded: Bool
    ) throws(IntakeError) {
        guard let source = try part(path, file, limit) else {
            if isNeeded { throw .brokenWorkbook(part: path, detail: "it is missing") }
            return
        }
        let reader = try XMLReader(source, part: path, handler)
        while try reader.read() {}
    }

    /// A part by its path, without regard to letter case (ECMA-376 part 2).
    private static func part(
        _ path: String, _ file: OpenFile, _ limit: UnpackLimit
    ) throws(IntakeError) -> (any ByteSource)? {
        let archive = try ArchiveReader(file, kind: .zip, limit: limit)
        let wanted = path.lowercased()
        while let member = try archive.next() {
            guard member.name.lowercased() == wanted else { continue }
            if member.isEncrypted { throw .encryptedArchive }
            return ArchiveMemberSource(archive: archive)
        }
        return nil
    }
}
