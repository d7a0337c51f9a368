import Foundation
import Testing

/// Debian's Postfix on a port of the loopback, with folders of its own: it takes mail, asks `lists policy` about it, and
/// hands it on to a sink that keeps every message. Nothing of the system's own Postfix is read or touched.
final class PostfixServer: Sendable {
    let port: UInt16
    private let folder: String
    private let environment: [String: String]
    private let sink: Program

    /// - Parameter policy: what stands behind `check_policy_service`.
    init(policy: String) throws {
        // Its own users must reach the folder, so it is not below anybody's home.
        folder = "/tmp/lt-mail-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
        environment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        for name in ["", "/conf", "/queue", "/data", "/sink"] {
            try FileManager.default.createDirectory(
                atPath: folder + name, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        }
        port = try Self.freePort()
        let sinkPort = try Self.freePort()
        try Self.settings(folder, sinkPort: sinkPort, policy: policy)
            .write(toFile: "\(folder)/conf/main.cf", atomically: true, encoding: .utf8)
        try Self.services(port: port).write(toFile: "\(folder)/conf/master.cf", atomically: true, encoding: .utf8)
        sink = try Program(
            ["/usr/bin/python3", "\(Binary.root)/Tests/Programs/sink.py", "\(sinkPort)", "\(folder)/sink"],
            folder: folder, environment: environment)
        try start()
    }

    /// What went wrong while it was brought up.
    struct NotStarted: Error, CustomStringConvertible {
        let description: String
    }

    func stop() {
        _ = try? asRoot("postfix -c '\(folder)/conf' stop")
        sink.kill(SIGTERM)
        _ = sink.wait(seconds: 10)
        // Some files belong to Postfix's own users.
        _ = try? asRoot("rm -rf '\(folder)'")
    }

    /// A conversation that sends these lines one by one and answers the last line of each reply, the greeting first.
    func talk(_ lines: [String]) throws -> [String] {
        let conversation = try SMTPConversation(port: port)
        return try [conversation.greeting] + lines.map { try conversation.say($0) }
    }

    /// The messages that came through, oldest first, once there are `count` of them or two minutes are over.
    func delivered(_ count: Int) throws -> [Delivered] {
        for _ in 0..<1200 where try files().count < count { usleep(100_000) }
        return try files().map { try Delivered(path: "\(folder)/sink/\($0)") }
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/sink").filter { $0.hasSuffix(".json") }.sorted()
    }

    private func start() throws {
        let output = try asRoot("chown postfix '\(folder)/data' && postfix -c '\(folder)/conf' start")
        let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
        guard output.code == 0 else {
            throw NotStarted(
                description: """
                    Postfix did not start. It needs root: run the tests as root, or as a person who has a line in \
                    /etc/subuid, with the package uidmap (tools/install-dependencies test installs both).
                    \(output)
                    \(log)
                    """)
        }
        for _ in 0..<300 where (try? SMTPConversation(port: port)) == nil { usleep(50_000) }
    }

    /// Runs a script as root: of the machine, or else of a user namespace with the person's own range of user ids.
    private func asRoot(_ script: String) throws -> Program.Output {
        let prefix = geteuid() == 0 ? [] : ["unshare", "--map-root-user", "--map-auto", "--"]
        return try Program(prefix + ["sh", "-c", script], folder: "/tmp", environment: environment).wait()
    }

    private static func settings(_ folder: String, sinkPort: UInt16, policy: String) -> String {
        """
        compatibility_level = 3.6
        queue_directory = \(folder)/queue
        data_directory = \(folder)/data
        maillog_file = \(folder)/log
        maillog_file_prefixes = /tmp
        myhostname = mail.aoba.example
        mydestination =
        mynetworks = 127.0.0.0/8
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        alias_maps =
        local_recipient_maps =
        relayhost = [127.0.0.1]:\(sinkPort)
        disable_dns_lookups = yes
        smtp_host_lookup = native
        smtpd_peername_lookup = no
        smtpd_policy_service_timeout = 20s
        smtpd_recipient_restrictions = check_policy_service \(policy), permit_mynetworks, reject
        smtpd_data_restrictions = check_policy_service \(policy)

        """
    }

    private static func services(port: UInt16) -> String {
        """
        127.0.0.1:\(port) inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        smtp unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """
    }

    /// A port that is free at the moment.
    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard bound else { throw NotStarted(description: "there is no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}
