import Foundation

/// A running `lists policy`.
final class Policy: Sendable {
    let port: UInt16
    /// What Postfix calls it.
    let name: String
    let program: Program

    init(_ home: Home, _ arguments: String..., settings: [String: String?] = [:]) throws {
        program = try home.start(["policy", "--listen", "127.0.0.1:0"] + arguments, settings)
        let deadline = Date().addingTimeInterval(60)
        while true {
            let said = program.errorSoFar
            if let found = said.firstMatch(of: /check_policy_service (inet:127\.0\.0\.1:(\d+))\n/),
                let port = UInt16(found.2)
            {
                (self.port, name) = (port, String(found.1))
                return
            }
            guard Date() < deadline, Foundation.kill(program.id, 0) == 0, !said.hasPrefix("lists: cannot") else {
                program.kill(SIGTERM)
                throw Service.NotReady(output: program.wait(seconds: 5))
            }
            usleep(5_000)
        }
    }

    /// SIGTERM and the end.
    func stop() -> Program.Output {
        program.kill(SIGTERM)
        return program.wait(seconds: 30)
    }

    /// Asks once on a new connection. Nil if the service closed it without an answer.
    func ask(_ attributes: String...) throws -> String? {
        let stream = try TextStream(port: port)
        return try Self.ask(stream, attributes)
    }

    static func ask(_ stream: TextStream, _ attributes: [String]) throws -> String? {
        let lines = ["request=smtpd_access_policy"] + attributes + ["", ""]
        try? stream.write(lines.joined(separator: "\n"))
        guard let answer = try? stream.line(), (try? stream.line()) == "" else { return nil }
        return answer
    }
}
