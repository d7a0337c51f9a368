/// How far an import has come.
package enum ImportProgress: Sendable {
    /// So many rows were read, in so many seconds.
    case read(rows: Int, seconds: Double)
    case planning
    case writing
}
