import Foundation

/// One exchange over a plain socket, so that any bytes can be sent; the connection is closed after it.
struct HTTPAnswer: Sendable {
    let status: Int
    /// In order; names in lower case.
    let headers: [(name: String, value: String)]
    let body: String

    /// No connection, or no whole answer: the peer ended.
    struct Broken: Error {}

    init(port: UInt16, request: String) throws {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(socket) }
        var limit = timeval(tv_sec: 90, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Broken() }
        var rest = Array(request.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // The peer may answer before it has read everything.
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        var bytes: [UInt8] = []
        var space = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = recv(socket, &space, space.count, 0), count > 0 { bytes += space[..<count] }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { throw Broken() }
        var lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let words = lines.removeFirst().split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { throw Broken() }
        self.status = status
        headers = lines.map {
            let parts = $0.split(separator: ":", maxSplits: 1)
            return (parts[0].lowercased(), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
        }
        body = String(text[end.upperBound...])
        if let length = self["content-length"].flatMap({ Int($0) }), words[0] != "", body.utf8.count < length,
            !request.hasPrefix("HEAD")
        {
            throw Broken()
        }
    }

    subscript(name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    var isDone: Bool { (200..<300).contains(status) }
}
