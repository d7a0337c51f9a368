import Foundation
import Testing

/// A mail server (aiosmtpd) on the loopback that keeps what it takes.
final class MailRelay: Sendable {
    private let program: Program
    private let folder: String

    init(port: UInt16, _ home: Home) throws {
        folder = "\(home.folder)/relay"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        program = try Program(
            ["/usr/bin/python3", "\(Binary.root)/Tests/Programs/sink.py", "\(port)", folder], folder: home.folder,
            environment: ["PATH": "/usr/bin:/bin"])
        for _ in 0..<300 where (try? SMTPConversation(port: port)) == nil { usleep(50_000) }
    }

    func stop() {
        program.kill(SIGTERM)
        _ = program.wait(seconds: 10)
    }

    /// The first message that came, once there is one or half a minute is over.
    func delivered() throws -> (sender: String, recipients: [String], mail: Mail)? {
        for _ in 0..<300 {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
            if let name = names.first {
                let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
                let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
                let message = try #require(object["message"] as? String)
                return (
                    try #require(object["sender"] as? String), try #require(object["recipients"] as? [String]),
                    try Mail(Data(message.utf8), arguments: [])
                )
            }
            usleep(100_000)
        }
        return nil
    }
}
