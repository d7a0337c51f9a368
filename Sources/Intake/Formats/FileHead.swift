/// The beginning of a file, by which its format is told.
package struct FileHead {
    /// Up to `limit` bytes: as they are for a format of bytes, UTF-8 without a byte order mark for one of text.
    let bytes: [UInt8]
    /// The file has more.
    let isCut: Bool
    /// Nobody said that the first row is a contact already: said only of formats with columns.
    let hasHeader: Bool
    /// What kind of ZIP file it is, if it is one.
    let zip: ZIPKind?

    static let limit = 64 * 1024

    /// The front of a file as it is.
    init(of file: OpenFile, _ options: FormatOptions) throws(IntakeError) {
        let bytes = try file.head(Self.limit + 1)
        let isZIP = bytes.starts(with: [0x50, 0x4B, 3, 4])
        zip = isZIP ? ZIPKind(try Unpacking.members(of: file, options).map(\.name)) : nil
        self.bytes = Array(bytes.prefix(Self.limit))
        isCut = bytes.count > Self.limit
        hasHeader = options.hasHeader
    }

    /// The front of a text in UTF-8.
    init(ofText source: any ByteSource, _ options: FormatOptions) throws(IntakeError) {
        var source = source
        let bytes = try source.next(Self.limit + 1)
        zip = nil
        self.bytes = Array(bytes.prefix(Self.limit).dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0))
        isCut = bytes.count > Self.limit
        hasHeader = options.hasHeader
    }

    /// The format, if it is one that is not read.
    var foreign: ForeignFormat? {
        if case .foreign(let format) = zip { return format }
        return ForeignFormat(bytes)
    }
}
