#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#endif

/// The folders of test clusters, each named after the process that made it.
enum TemporaryCluster {
    private static let folder = "/tmp"
    private static let prefix = "meibo-test-"

    static func path(of process: pid_t) -> String {
        "\(folder)/\(prefix)\(process)"
    }

    /// Stops and removes what test processes left that were killed.
    static func removeThoseOfDeadProcesses() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasPrefix(prefix) {
            guard let process = pid_t(name.dropFirst(prefix.count)) else { continue }
            let isAlive = process != getpid() && (kill(process, 0) == 0 || errno == EPERM)
            if !isAlive { remove("\(folder)/\(name)") }
        }
    }

    static func remove(_ path: String) {
        // After a clean stop there is no such file; its first line is the number of the server's process.
        if let lines = try? String(contentsOfFile: "\(path)/postgres/postmaster.pid", encoding: .utf8),
            let server = lines.split(separator: "\n").first.flatMap({ pid_t($0) }),
            let command = try? String(contentsOfFile: "/proc/\(server)/cmdline", encoding: .utf8),
            command.contains(path)
        {
            kill(server, SIGQUIT)
            for _ in 0..<100 where kill(server, 0) == 0 { usleep(20_000) }
        }
        try? FileManager.default.removeItem(atPath: path)
    }
}
