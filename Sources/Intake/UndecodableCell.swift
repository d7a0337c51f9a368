/// A cell holds bytes that are no character of the file's encoding. The row is rejected with this reason; there is
/// never a silent U+FFFD (E2).
package struct UndecodableCell: Error, Equatable {
    /// Bytes of the cell before the first bad one.
    package let offset: Int
}

extension UndecodableCell: CustomStringConvertible {
    package var description: String {
        "byte \(offset + 1) of the cell is no character of the file's encoding"
    }
}
