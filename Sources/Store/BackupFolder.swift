package import Postgres
import Processes

#if canImport(Glibc)
    import Glibc
#endif

/// A folder with everything that Meibo holds: the database as `pg_dump` writes it, and the root secret.
package struct BackupFolder {
    private let binaries: PostgresBinaries

    /// Why a backup cannot be written or read.
    package enum Problem: Error, Equatable {
        case noPostgres
        case exists(String)
        case cannotWrite(String)
        case notABackup(String)
        /// `pg_dump` or `pg_restore` failed; the log says why.
        case failed(program: String, log: String)
    }

    package init(environment: [String: String]) throws(Problem) {
        guard let binaries = PostgresBinaries(environment: environment) else { throw .noPostgres }
        self.binaries = binaries
    }

    /// Writes a backup to a new folder: beside its place, renamed when it is whole.
    package func write(_ database: ConnectionParameters, secret: String, to folder: String) throws {
        guard access(folder, F_OK) != 0 else { throw Problem.exists(folder) }
        let draft = "\(folder).partial"
        let log = "\(folder).log"
        guard mkdir(draft, 0o700) == 0 || errno == EEXIST else { throw Problem.cannotWrite(folder) }
        try run(
            "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file=\(draft)/database.dump"], database,
            log: log)
        guard chmod("\(draft)/database.dump", 0o600) == 0 else { throw Problem.cannotWrite(folder) }
        try Self.writeSecret(secret, to: "\(draft)/secret")
        guard rename(draft, folder) == 0 else { throw Problem.cannotWrite(folder) }
        unlink(log)
    }

    /// Fills an empty database from a backup, in one transaction. `Store.initialise` has to follow.
    package func restore(_ folder: String, into database: ConnectionParameters, log: String) throws {
        guard access("\(folder)/database.dump", R_OK) == 0 else { throw Problem.notABackup(folder) }
        let name = database.environment["PGDATABASE"] ?? "meibo"
        try run(
            "pg_restore",
            [
                "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname=\(name)",
                "\(folder)/database.dump",
            ], database, log: log)
        unlink(log)
    }

    private func run(
        _ program: String, _ arguments: [String], _ database: ConnectionParameters, log: String
    ) throws {
        let process = try ChildProcess(
            [binaries.path(program)] + arguments, log: log, environment: database.environment)
        guard process.wait() == 0 else { throw Problem.failed(program: program, log: log) }
    }

    private static func writeSecret(_ secret: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        let text = Array(secret.utf8)
        guard descriptor >= 0, Glibc.write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0,
            close(descriptor) == 0
        else { throw Problem.cannotWrite(path) }
    }
}

extension BackupFolder.Problem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noPostgres: "no PostgreSQL programs are installed: apt-get install postgresql-client, or set PG_BINDIR"
        case .exists(let folder): "\(folder): something is there already; name a new folder"
        case .cannotWrite(let path): "\(path): cannot be written; check its folder's owner and free space"
        case .notABackup(let folder): "\(folder): this is no backup: it lacks database.dump"
        case .failed(let program, let log): "\(program) failed: see \(log)"
        }
    }
}
