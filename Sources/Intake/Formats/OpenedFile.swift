/// A file whose format and encoding are known, in front of its first record.
package struct OpenedFile {
    /// The format's name.
    package let format: String
    package let encoding: TextEncoding
    /// Bytes of what was read: the file, or what was packed in it.
    package let size: Int64
    package let reader: any RecordReader

    /// Finds out what `file` is and opens it.
    ///
    /// - Parameter update: sees every byte of the contents once and in order, for a hash.
    package init(
        _ file: OpenFile, options: FormatOptions = FormatOptions(), update: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws(IntakeError) {
        let head = try file.head(FileHead.limit + 1)
        let chosen = options.format.flatMap(FileFormats.named)
        let format: any FileFormat
        if let bytesFormat = chosen ?? FileFormats.format(of: .bytes, beginning: FileHead(cutting: head)),
            bytesFormat.content == .bytes
        {
            format = bytesFormat
            encoding = options.encoding ?? .utf8
            try Self.pass(over: file.source, update)
        } else {
            encoding = try FileSurvey(of: file.source, encoding: options.encoding, update: update).encoding
            if let chosen { format = chosen } else { format = try Self.textFormat(of: file, encoding) }
        }
        size = file.size
        reader = try format.open(FormatInput(file: file, encoding: encoding, options: options))
        self.format = format.name
    }

    private static func textFormat(
        of file: OpenFile, _ encoding: TextEncoding
    ) throws(IntakeError) -> any FileFormat {
        var source = try encoding.utf8Source(reading: file.source)
        var head = try source.next(FileHead.limit + 1)
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head.removeFirst(3) }
        guard let format = FileFormats.format(of: .text, beginning: FileHead(cutting: head)) else {
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

extension FileHead {
    init(cutting bytes: [UInt8]) {
        self.init(bytes: Array(bytes.prefix(Self.limit)), isCut: bytes.count > Self.limit)
    }
}
