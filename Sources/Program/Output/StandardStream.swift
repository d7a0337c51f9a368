import Flows

#if canImport(Glibc)
    import Glibc
#endif

/// Standard output or standard error, unbuffered: what is printed before a failure stands before its message.
struct StandardStream {
    private let descriptor: Int32

    static let output = StandardStream(descriptor: 1)
    static let error = StandardStream(descriptor: 2)

    /// Writes all of a text. Answers false if the stream is closed or full.
    func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Writes all of a text, or ends the program: quietly if the reader has gone, else with exit code 73.
    func writeOrExit(_ text: String) {
        guard !write(text) else { return }
        if errno == EPIPE { exit(0) }
        let reason = String(cString: strerror(errno))
        _ = StandardStream.error.write("lists: standard output: \(reason)\n")
        exit(Failure.Kind.cannotCreate.rawValue)
    }
}
