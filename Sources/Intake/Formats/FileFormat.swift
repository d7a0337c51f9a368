/// A format that contacts come in: one file with a type of it, and one line in `FileFormats.all`.
package protocol FileFormat: Sendable {
    /// Its name on the command line and in a run.
    var name: String { get }
    /// What the format is made of: text, whose encoding is found first, or bytes.
    var content: FormatContent { get }

    /// Whether a file that begins like this is of the format. The formats before it in the registry have said no.
    func recognises(_ head: FileHead) -> Bool

    /// A reader in front of the first record.
    func open(_ file: FormatInput) throws(IntakeError) -> any RecordReader
}

package enum FormatContent: Sendable {
    case text
    case bytes
}

/// The beginning of a file, by which its format is told.
package struct FileHead {
    /// Up to `limit` bytes: as they are for a format of bytes, UTF-8 without a byte order mark for one of text.
    let bytes: [UInt8]
    /// The file has more.
    let isCut: Bool

    static let limit = 64 * 1024
}
