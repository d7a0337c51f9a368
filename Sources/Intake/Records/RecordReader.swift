/// Reads the records of a file one after the other, whatever its format: the common way from a format to an import.
///
/// A record costs one dynamic call. Memory is that of the largest record, which every reader bounds.
package protocol RecordReader: AnyObject {
    /// The names of the columns. A record with more or fewer cells is defective.
    var header: HeaderRow { get }
    /// The columns whose cells are lists: JSON arrays of strings in UTF-8, or empty.
    var listColumns: Set<Int> { get }
    /// How the cells are encoded.
    var encoding: CellEncoding { get }
    /// What the person should know of what is read.
    var remarks: [String] { get }

    /// The next record, valid until the next call; nil at the end of the file.
    ///
    /// - Throws: what makes the rest of the file unreadable. The reader is of no more use then.
    func next() throws(IntakeError) -> Record?
}

extension RecordReader {
    package var listColumns: Set<Int> { [] }
    package var remarks: [String] { [] }
}
