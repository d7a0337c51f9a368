/// U+FEFF at the beginning of a file, which tells the encoding.
enum ByteOrderMark {
    case utf8, utf16BigEndian, utf16LittleEndian

    /// The mark at the front of `bytes`, if there is one. UTF-32's is not known: such a file counts as binary.
    init?(of bytes: UnsafeRawBufferPointer) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self = .utf8
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16BigEndian
        } else if bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFF, 0xFE, 0, 0]) {
            self = .utf16LittleEndian
        } else {
            return nil
        }
    }

    /// Bytes.
    var length: Int { self == .utf8 ? 3 : 2 }
}
