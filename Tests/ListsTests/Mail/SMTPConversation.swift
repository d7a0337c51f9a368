import Foundation

/// A plain SMTP client that sends a line and answers with the reply, so that a test can say anything.
final class SMTPConversation {
    let greeting: String
    private let stream: TextStream

    init(port: UInt16) throws {
        stream = try TextStream(port: port)
        greeting = try Self.reply(stream)
    }

    /// Sends a line, or several, and answers the last line of the reply.
    func say(_ line: String) throws -> String {
        try stream.write(line + "\r\n")
        return try Self.reply(stream)
    }

    private static func reply(_ stream: TextStream) throws -> String {
        while true {
            let line = try stream.line()
            if line.dropFirst(3).first != "-" { return line }
        }
    }
}

/// A connection to a port of the loopback, read line by line.
final class TextStream {
    private let descriptor: Int32
    private var rest: [UInt8] = []

    /// The peer closed, or did not answer within a minute.
    struct Closed: Error {}

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Closed() }
    }

    deinit {
        close(descriptor)
    }

    func write(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Closed() }
            rest = rest.dropFirst(count)
        }
    }

    /// The next line without its line break.
    func line() throws -> String {
        while true {
            if let end = rest.firstIndex(of: 0x0A) {
                defer { rest.removeFirst(end + 1) }
                return String(decoding: rest[..<end].filter { $0 != 0x0D }, as: UTF8.self)
            }
            var space = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &space, space.count, 0)
            guard count > 0 else { throw Closed() }
            rest += space[..<count]
        }
    }
}
