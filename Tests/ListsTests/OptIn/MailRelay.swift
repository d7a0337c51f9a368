import Foundation
import Testing

/// A mail server (aiosmtpd) on the loopback that keeps what it takes.
final class MailRelay: Sendable {
    private let program: Program
    private let folder: String

    /// - Parameter options: those of `sink.py`.
    init(port: UInt16, _ home: Home, _ options: String...) throws {
        folder = "\(home.folder)/relay"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        program = try Program(
            ["/usr/bin/python3", "\(Binary.root)/Tests/Programs/sink.py", "\(port)", folder] + options,
            folder: home.folder,
            environment: ["PATH": "/usr/bin:/bin"])
        for _ in 0..<300 where (try? TextStream(port: port)) == nil { usleep(50_000) }
    }

    /// A certificate for 127.0.0.1 that its own key signed, and that key.
    static func certificate(_ home: Home) throws -> (certificate: String, key: String) {
        let (certificate, key) = ("\(home.folder)/relay.crt", "\(home.folder)/relay.key")
        let made = try Program(
            [
                "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "2", "-subj", "/CN=relay", "-addext", "subjectAltName=IP:127.0.0.1",
                "-keyout", key, "-out", certificate,
            ], folder: home.folder, environment: ["PATH": "/usr/bin:/bin"]
        ).wait()
        try #require(made.code == 0, "\(made)")
        return (certificate, key)
    }

    func stop() {
        program.kill(SIGTERM)
        _ = program.wait(seconds: 10)
    }

    struct Delivery {
        let sender: String
        let recipients: [String]
        let isEncrypted: Bool
        let isLoggedIn: Bool
        let mail: Mail
    }

    /// The first message that came, once there is one or half a minute is over.
    func delivered() throws -> Delivery? {
        for _ in 0..<300 {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
            if let name = names.first {
                let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
                let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
                let message = try #require(object["message"] as? String)
                return Delivery(
                    sender: try #require(object["sender"] as? String),
                    recipients: try #require(object["recipients"] as? [String]),
                    isEncrypted: try #require(object["tls"] as? Bool),
                    isLoggedIn: try #require(object["login"] as? Bool),
                    mail: try Mail(Data(message.utf8), arguments: []))
            }
            usleep(100_000)
        }
        return nil
    }
}
