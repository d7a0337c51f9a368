/// The encoding of a cell cut out of a file.
package enum CellEncoding: Sendable {
    case utf8
    case cp932
    case eucJP
}
