import Processes

#if canImport(Glibc)
    import Glibc
#endif

/// A command that takes mail as sendmail does: `COMMAND -i -f SENDER -- RECIPIENT`, the message on standard input.
///
/// It is started without a shell, so no address can be more than an argument, and none can be an option.
package struct SendmailCommand: Sendable {
    private let path: String
    private static let seconds = 60
    /// What it ends with if the address itself will not do: EX_NOUSER and EX_NOHOST of sysexits.h.
    private static let codesOfNoSuchMailbox: [Int32] = [67, 68]

    /// Nil unless it is the absolute path of a file that can be run.
    package init?(path: String) {
        guard path.hasPrefix("/"), access(path, X_OK) == 0 else { return nil }
        self.path = path
    }

    func handOver(_ message: [UInt8], from sender: String, to recipient: String) throws(HandOverProblem) {
        guard let pipe = Pipe() else { throw HandOverProblem(description: "no pipe can be made") }
        var environment: [String: String] = [:]
        for name in ["PATH", "HOME"] { environment[name] = getenv(name).map { String(cString: $0) } }
        let child = ChildProcess(
            [path, "-i", "-f", sender, "--", recipient], environment: environment, input: .descriptor(pipe.reading))
        close(pipe.reading)
        guard let child else {
            close(pipe.writing)
            throw HandOverProblem(description: "the command cannot be started")
        }
        // What is run locally ends lines with LF. The message fits into the pipe, so a command that does not read cannot
        // keep this waiting.
        let wasTaken = Pipe.write(message.filter { $0 != UInt8(ascii: "\r") }, to: pipe.writing)
        close(pipe.writing)
        let code = child.wait(atMost: Self.seconds)
        guard code == 0 else {
            throw HandOverProblem(
                description: "the command ended with \(code)", isFinal: Self.codesOfNoSuchMailbox.contains(code))
        }
        guard wasTaken else { throw HandOverProblem(description: "the command did not read the message") }
    }
}
