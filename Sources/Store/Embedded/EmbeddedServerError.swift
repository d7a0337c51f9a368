/// Why the embedded server cannot be used.
package enum EmbeddedServerError: Error, Equatable {
    /// No PostgreSQL is installed where it is looked for.
    case noPostgres
    case programMissing(String)
    case cannotWrite(String)
    /// As root the server runs as user postgres, who cannot reach this folder.
    case unreachable(String)
    /// `initdb` failed; the log says why.
    case cannotCreate(log: String)
    /// The server ended or did not answer in time; the log says why.
    case cannotStart(log: String)
}

extension EmbeddedServerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noPostgres:
            "no PostgreSQL server is installed: apt-get install postgresql, or set DATABASE_URL or PG_BINDIR"
        case .programMissing(let path): "cannot run \(path)"
        case .cannotWrite(let path): "cannot write \(path): check its folder's owner and free space"
        case .unreachable(let path):
            "the embedded PostgreSQL runs as user postgres, who cannot reach \(path): set LISTS_HOME to a folder outside /root"
        case .cannotCreate(let log): "the embedded PostgreSQL could not be created: see \(log)"
        case .cannotStart(let log): "the embedded PostgreSQL did not start: see \(log)"
        }
    }
}
