/// Addresses as people paste them from a mail client, or as a mailing list's roster has them: separated by commas,
/// semicolons or line breaks, alone or with names. A contact's line is its place in the list.
struct AddressListFormat: FileFormat {
    let name = "addresses"
    let content = FormatContent.text

    /// Items looked at.
    private static let sample = 50

    /// Every item in the first line is an address, and so are most of those that follow.
    func recognises(_ head: FileHead) -> Bool {
        guard head.hasHeader else { return false }
        var splitter = AddressSplitter()
        var isFirstLine = true
        var count = 0
        var misses = 0
        for (index, byte) in (head.bytes + [0x0A]).enumerated() {
            guard splitter.push(byte) else { continue }
            // The last item may be cut by the end of the head.
            if head.isCut, index == head.bytes.count, count > 0 { break }
            for item in splitter.takeItems() {
                count += 1
                if !Self.isAddress(AddressItem(item).address) { misses += 1 }
            }
            if isFirstLine, misses > 0 { return false }
            if byte == 0x0A || byte == 0x0D { isFirstLine = false }
            if count >= Self.sample { break }
        }
        return count > 0 && misses * 5 <= count
    }

    func open(_ file: FormatInput) throws(IntakeError) -> any RecordReader {
        try MemberRecords(first: ["email", "name"]) { () throws(IntakeError) in AddressList(try file.text()) }
    }

    private static func isAddress(_ address: [UInt8]) -> Bool {
        let parts = address.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].count > 2
            && !address.contains { $0 == 0x20 || $0 == 0x09 }
    }
}

/// The items of a list, however long its lines are.
private final class AddressList: MemberSource {
    private var source: any ByteSource
    private var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    private var filled = 0
    private var position = 0
    private var isAtStart = true
    private var splitter = AddressSplitter()
    private var pending: [[UInt8]] = []
    private var count = 0

    init(_ source: any ByteSource) {
        self.source = source
    }

    func next(into members: inout Members) throws(IntakeError) -> Bool {
        while pending.isEmpty {
            guard let byte = try nextByte() else {
                guard splitter.finish() else { return false }
                pending = splitter.takeItems().reversed()
                continue
            }
            if splitter.push(byte) { pending = splitter.takeItems().reversed() }
        }
        count += 1
        members.begin(line: count)
        members.add(AddressItem(pending.removeLast()))
        return true
    }

    private func nextByte() throws(IntakeError) -> UInt8? {
        if position == filled {
            filled = try chunk.withUnsafeMutableBufferPointer { (space) throws(IntakeError) in
                try source.fill(UnsafeMutableRawBufferPointer(space))
            }
            position = 0
            if isAtStart, filled >= 3, chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
            isAtStart = false
            if position == filled { return nil }
        }
        position += 1
        return chunk[position - 1]
    }
}
