/// A file whose format and encoding are known, in front of its first record.
package struct OpenedFile {
    /// The format's name.
    package let format: String
    package let encoding: TextEncoding
    /// Bytes of what was read: the file, or what was packed in it.
    package let size: Int64
    package let reader: any RecordReader
    /// What the person should know of what is read, such as which file of an archive it is.
    package let remarks: [String]

    /// Finds out what `file` is and opens it.
    ///
    /// - Parameter update: sees every byte of the contents once and in order, for a hash. A file counts as the same
    ///   whether it comes packed or not.
    package init(
        _ file: OpenFile, options: FormatOptions = FormatOptions(), update: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws(IntakeError) {
        let content = try Unpacking(options: options).content(of: file)
        let file = content.file
        let chosen = options.format.flatMap(FileFormats.named)
        let head = try FileHead(of: file, options)
        let format: any FileFormat
        var bytesFormat = chosen
        if bytesFormat == nil { bytesFormat = try Self.bytesFormat(head) }
        if let bytesFormat, bytesFormat.content == .bytes {
            format = bytesFormat
            encoding = options.encoding ?? .utf8
            try Self.pass(over: file.source, update)
        } else {
            if let foreign = head.foreign, foreign.isBinary { throw .foreign(foreign) }
            encoding = try FileSurvey(of: file.source, encoding: options.encoding, update: update).encoding
            if let chosen { format = chosen } else { format = try Self.textFormat(of: file, encoding, options) }
        }
        size = file.size
        reader = try format.open(FormatInput(file: file, encoding: encoding, options: options))
        remarks = (content.member.map { ["“\($0)” is read from the archive"] } ?? []) + reader.remarks
        self.format = format.name
    }

    private static func bytesFormat(_ head: FileHead) throws(IntakeError) -> (any FileFormat)? {
        if let foreign = head.foreign { throw .foreign(foreign) }
        return FileFormats.format(of: .bytes, beginning: head)
    }

    private static func textFormat(
        of file: OpenFile, _ encoding: TextEncoding, _ options: FormatOptions
    ) throws(IntakeError) -> any FileFormat {
        let head = try FileHead(ofText: encoding.utf8Source(reading: file.source), options)
        guard let format = FileFormats.format(of: .text, beginning: head) else {
            preconditionFailure("the last of the formats takes any text")
        }
        return format
    }

    private static func pass(
        over source: DescriptorSource, _ update: (UnsafeRawBufferPointer) -> Void
    ) throws(IntakeError) {
        var source = source
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 8)
        defer { space.deallocate() }
        while case let count = try source.read(into: space), count > 0 {
            update(UnsafeRawBufferPointer(rebasing: space[..<count]))
        }
    }
}
