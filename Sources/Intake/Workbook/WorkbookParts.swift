/// Things of one kind in a workbook: a damaged or hostile one must not fill the memory.
private let partLimit = 65_536

/// `workbook.xml`: the sheets.
final class WorkbookOutline: XMLHandler {
    private(set) var sheets: [(name: String, isVisible: Bool, relation: String)] = []
    private(set) var from1904 = false

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
        if name.isEqual(to: "workbookPr") {
            from1904 = ["1", "true"].contains(attributes.string("date1904"))
        } else if name.isEqual(to: "sheet"), sheets.count < partLimit, let sheet = attributes.string("name"),
            let relation = attributes.string("id")
        {
            sheets.append((sheet, !["hidden", "veryHidden"].contains(attributes.string("state")), relation))
        }
    }
}

/// `workbook.xml.rels`: where the parts are.
final class WorkbookRelations: XMLHandler {
    /// Worksheets by the name of their relation.
    private(set) var sheetPaths: [String: String] = [:]
    private(set) var stringsPath = "xl/sharedStrings.xml"

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
        guard name.isEqual(to: "Relationship"), sheetPaths.count < partLimit, let id = attributes.string("Id"),
            let type = attributes.string("Type"), let target = attributes.string("Target")
        else { return }
        let path = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        if type.hasSuffix("/worksheet") {
            sheetPaths[id] = path
        } else if type.hasSuffix("/sharedStrings") {
            stringsPath = path
        }
    }
}

/// `styles.xml`: how numbers are shown.
final class WorkbookStyles: XMLHandler {
    /// By the number of a cell's style.
    private(set) var formats: [NumberFormat] = []
    private var codes: [Int: NumberFormat] = [:]
    private var isInCellFormats = false

    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
        if name.isEqual(to: "numFmt"), codes.count < partLimit, let id = attributes.number("numFmtId"),
            let code = attributes.string("formatCode")
        {
            codes[id] = NumberFormat(code: String(code.prefix(1024)))
        } else if name.isEqual(to: "cellXfs") {
            isInCellFormats = true
        } else if isInCellFormats, name.isEqual(to: "xf"), formats.count < partLimit {
            let id = attributes.number("numFmtId") ?? 0
            formats.append(codes[id] ?? NumberFormat(id: id))
        }
    }

    func end(_ name: UnsafePointer<CChar>) {
        if name.isEqual(to: "cellXfs") { isInCellFormats = false }
    }
}
