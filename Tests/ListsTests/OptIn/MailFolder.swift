import Foundation
import Testing

/// A command that takes mail as sendmail does and keeps each one in a folder, for a service that mails.
final class MailFolder: Sendable {
    private let folder: String
    private let home: Home

    init(_ home: Home) throws {
        self.home = home
        folder = "\(home.folder)/mail"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = """
            #!/bin/sh
            test -e '\(folder)/fails' && exit 75
            printf '%s\\n' "$@" >'\(folder)/'$$.args
            cat >'\(folder)/'$$.new && mv '\(folder)/'$$.new '\(folder)/'$$.eml

            """
        _ = FileManager.default.createFile(
            atPath: "\(folder)/sendmail", contents: Data(script.utf8), attributes: [.posixPermissions: 0o755])
    }

    /// The settings of a service that hands its mails over here.
    var settings: [String: String?] {
        ["LISTS_MAIL_FROM": "lists@aoba.example", "LISTS_SENDMAIL": "\(folder)/sendmail"]
    }

    /// Makes the command fail, or work again.
    func fails(_ fails: Bool) {
        if fails {
            _ = FileManager.default.createFile(atPath: "\(folder)/fails", contents: nil)
        } else {
            try? FileManager.default.removeItem(atPath: "\(folder)/fails")
        }
    }

    /// The mails that came, as soon as there are `count` of them or half a minute is over.
    func mails(_ count: Int) throws -> [Mail] {
        for _ in 0..<300 where try names().count < count { usleep(100_000) }
        return try names().map { name in
            let message = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).eml"))
            let arguments = try String(contentsOfFile: "\(folder)/\(name).args", encoding: .utf8)
            return try Mail(message, arguments: arguments.split(separator: "\n").map(String.init))
        }
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".eml") }
            .map { String($0.dropLast(4)) }.sorted()
    }
}

/// A mail as Python's reader understands it.
struct Mail {
    let arguments: [String]
    /// Decoded, by name.
    let headers: [String: String]
    let body: String
    let raw: String

    init(_ message: Data, arguments: [String]) throws {
        self.arguments = arguments
        raw = String(decoding: message, as: UTF8.self)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).eml")
        try message.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let script = """
            import email, email.policy, json, sys
            message = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
            assert not message.defects, message.defects
            print(json.dumps({'headers': dict(message.items()), 'body': message.get_content()}))
            """
        let output = try Program(
            ["/usr/bin/python3", "-c", script, file.path], folder: "/tmp", environment: ["LC_ALL": "C.UTF-8"]
        ).wait()
        let object = try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any]
        headers = try #require(object?["headers"] as? [String: String], "\(output)")
        body = try #require(object?["body"] as? String)
    }

    /// The path of the link that it holds.
    var link: String? {
        body.firstMatch(of: /http:\/\/127\.0\.0\.1:8080(\/confirm\/[A-Za-z0-9_-]{64})\b/).map { String($0.1) }
    }
}
