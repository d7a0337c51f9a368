import Foundation
import Testing

/// A running `lists serve` on a free port.
final class Service: Sendable {
    let port: UInt16
    let program: Program

    init(_ home: Home, _ extra: [String: String?] = [:]) throws {
        program = try home.start(["serve", "--port", "0"], extra)
        let deadline = Date().addingTimeInterval(60)
        while true {
            let said = program.errorSoFar
            if let found = said.firstMatch(of: /serving on http:\/\/127\.0\.0\.1:(\d+)\n/), let port = UInt16(found.1) {
                self.port = port
                return
            }
            guard Date() < deadline, Foundation.kill(program.id, 0) == 0, !said.hasPrefix("lists: ") else {
                program.kill(SIGTERM)
                throw NotReady(output: program.wait(seconds: 5))
            }
            usleep(5_000)
        }
    }

    struct NotReady: Error {
        let output: Program.Output
    }

    /// SIGTERM and the end.
    func stop() -> Program.Output {
        program.kill(SIGTERM)
        return program.wait(seconds: 30)
    }

    func get(_ path: String, _ headers: [String] = []) throws -> HTTPAnswer {
        try send("GET", path, headers)
    }

    /// One click, as mailbox providers send it (RFC 8058 §3.2).
    func click(_ path: String) throws -> HTTPAnswer {
        try post(path, "List-Unsubscribe=One-Click")
    }

    func post(_ path: String, _ body: String, type: String? = "application/x-www-form-urlencoded") throws -> HTTPAnswer
    {
        try send("POST", path, type.map { ["Content-Type: \($0)"] } ?? [], body: body)
    }

    func send(_ method: String, _ path: String, _ headers: [String] = [], body: String? = nil) throws -> HTTPAnswer {
        let length = body.map { ["Content-Length: \($0.utf8.count)"] } ?? []
        let lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close"] + headers + length
        return try HTTPAnswer(port: port, request: lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    }
}
