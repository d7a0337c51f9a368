package import Postgres
import Processes
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A PostgreSQL of Meibo's own in the data folder, on a Unix socket only, started when it is needed.
///
/// Every command that uses it holds a shared lock on `server.lock`; the last one out stops the server. It outlives the
/// command that started it, and after a kill -9 of everything the next command adopts or restarts it.
package final class EmbeddedServer: @unchecked Sendable {
    // `isNew` is set before the initialiser ends, `isWatched` is atomic; the rest never changes.
    private let home: String
    private let binaries: PostgresBinaries
    private let inUse: FileLock
    private let socketFolder: String
    /// Whether this use created the cluster: nothing is in it yet.
    package private(set) var isNew = false
    private let isWatched = Atomic(false)

    /// The superuser of the cluster: `init` and `db upgrade` alone log in as it.
    private static let owner = "meibo_owner"

    /// Starts or adopts the server in `home`, which is created if need be. `close` gives it back.
    package init(home: String, environment: [String: String]) throws(EmbeddedServerError) {
        guard let binaries = PostgresBinaries(environment: environment) else { throw .noPostgres }
        self.home = home
        self.binaries = binaries
        try Self.makeFolder(home, mode: 0o755)
        socketFolder = Self.socketFolder(for: home)
        inUse = try FileLock(path: "\(home)/server.lock")
        // A command that stops the server holds this lock alone; it is waited for here.
        inUse.share()
        let starting = try FileLock(path: "\(home)/server.start.lock")
        starting.lockExclusively()
        try makeFolders()
        if !clusterExists {
            try createCluster()
            isNew = true
        }
        if !maintenance.answers { try start() }
        starting.unlock()
    }

    /// Looks every second whether the server answers and starts it again if it was killed: for a service that runs for
    /// months with no other command beside it. Ends with `close`.
    package func keepUp() {
        isWatched.store(true, ordering: .relaxed)
        startThread { [self] in
            while isWatched.load(ordering: .relaxed) {
                sleep(1)
                if isWatched.load(ordering: .relaxed), !maintenance.answers { try? revive() }
            }
        }
    }

    private func revive() throws(EmbeddedServerError) {
        let starting = try FileLock(path: "\(home)/server.start.lock")
        starting.lockExclusively()
        if !maintenance.answers { try start() }
        starting.unlock()
    }

    /// Gives the server back; the last command out stops it.
    package func close() {
        isWatched.store(false, ordering: .relaxed)
        guard inUse.tryExclusive() else { return }
        stop()
        inUse.unlock()
    }

    /// How programs connect.
    package var application: ConnectionParameters { parameters(user: "meibo_app", database: "meibo") }

    /// How `init` connects to make the database.
    package var maintenance: ConnectionParameters { parameters(user: Self.owner, database: "postgres") }

    /// How `init` and `db upgrade` connect.
    package var owner: ConnectionParameters { parameters(user: Self.owner, database: "meibo") }

    private var data: String { "\(home)/postgres" }
    private var log: String { "\(home)/postgres.log" }
    private var clusterExists: Bool { access("\(data)/PG_VERSION", F_OK) == 0 }

    private func parameters(user: String, database: String) -> ConnectionParameters {
        ConnectionParameters("host='\(socketFolder)' port=5432 user=\(user) dbname=\(database)")
    }

    private func makeFolders() throws(EmbeddedServerError) {
        try Self.makeFolder(socketFolder, mode: 0o700)
        guard geteuid() == 0 else { return }
        guard let postgres = getpwnam("postgres") else { throw .noPostgres }
        guard chown(socketFolder, postgres.pointee.pw_uid, postgres.pointee.pw_gid) == 0 else {
            throw .cannotWrite(socketFolder)
        }
        let probe = try ChildProcess(asServer(["/usr/bin/test", "-x", home]), log: log)
        guard probe.wait() == 0 else { throw .unreachable(home) }
    }

    private func createCluster() throws(EmbeddedServerError) {
        // Made beside its place and renamed: a kill in between leaves no half cluster.
        let draft = "\(data).new"
        _ = try ChildProcess(["/bin/rm", "-rf", draft], log: log).wait()
        try Self.makeFolder(draft, mode: 0o700)
        if geteuid() == 0, let postgres = getpwnam("postgres") {
            guard chown(draft, postgres.pointee.pw_uid, postgres.pointee.pw_gid) == 0 else { throw .cannotWrite(draft) }
        }
        // Trust: only who may enter the socket's folder, mode 0700, reaches the server at all.
        let command = [
            binaries.path("initdb"), "-D", draft, "-U", Self.owner, "--auth=trust", "--encoding=UTF8", "--locale=C",
        ]
        guard try ChildProcess(asServer(command), log: log).wait() == 0, rename(draft, data) == 0 else {
            throw .cannotCreate(log: log)
        }
    }

    private func start() throws(EmbeddedServerError) {
        let settings = [
            "listen_addresses=", "unix_socket_directories=\(socketFolder)", "unix_socket_permissions=0700", "port=5432",
            "shared_buffers=256MB", "jit=off", "max_wal_size=4GB", "checkpoint_timeout=15min", "max_connections=100",
            "logging_collector=off",
        ]
        let command = [binaries.path("postgres"), "-D", data] + settings.flatMap { ["-c", $0] }
        // After a kill -9 of the postmaster its children need a moment to notice; until then a new one refuses.
        let deadline = time(nil) + 60
        var child = try ChildProcess(asServer(command), log: log)
        while !maintenance.answers {
            guard time(nil) < deadline else { throw .cannotStart(log: log) }
            usleep(20_000)
            if child.exitCodeIfEnded() != nil {
                guard time(nil) + 45 < deadline else { throw .cannotStart(log: log) }
                usleep(200_000)
                child = try ChildProcess(asServer(command), log: log)
            }
        }
        // Should the server die while this process lives, it must not stay behind as a zombie: its lock file would name
        // a process that seems to be alive, and no other could start.
        startThread { [child] in _ = child.wait() }
    }

    private func stop() {
        let command = [binaries.path("pg_ctl"), "stop", "-D", data, "-m", "fast", "-w", "-s"]
        _ = try? ChildProcess(asServer(command), log: log).wait()
    }

    /// As root, the server's programs run as user postgres: they refuse to run as root.
    private func asServer(_ command: [String]) -> [String] {
        guard geteuid() == 0 else { return command }
        return ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--reset-env"] + command
    }

    /// The path of a Unix socket holds at most 107 bytes.
    private static func socketFolder(for home: String) -> String {
        let folder = "\(home)/run"
        guard folder.utf8.count + "/.s.PGSQL.5432".utf8.count > 107 else { return folder }
        let hash = home.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        return "/tmp/meibo-\(geteuid())-\(String(hash, radix: 36))"
    }

    private static func makeFolder(_ path: String, mode: mode_t) throws(EmbeddedServerError) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/\(part)"
            let isLast = made == path
            guard mkdir(made, isLast ? mode : 0o755) == 0 || errno == EEXIST else { throw .cannotWrite(made) }
        }
    }
}
