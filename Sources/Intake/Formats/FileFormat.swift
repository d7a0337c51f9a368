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
