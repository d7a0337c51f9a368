import Processes

#if canImport(Glibc)
    import Glibc
#endif

/// How files are made readable for some alone: by `age`, or by GnuPG for everybody whose name is no key of age.
package struct Encryption: Sendable, Equatable {
    package enum Tool: String, Sendable {
        case age
        case gpg
    }

    package let tool: Tool
    package let recipients: [String]

    /// Takes age keys (`age1…`, `ssh-…`), or names and fingerprints of GnuPG. Throws a `Failure` (64) for both at once.
    package init(to recipients: [String]) throws {
        let isAge = { (recipient: String) in recipient.hasPrefix("age1") || recipient.hasPrefix("ssh-") }
        for recipient in recipients where recipient.isEmpty || recipient.hasPrefix("-") {
            throw Failure(.usage, "--encrypt-to “\(recipient)”: give a key of age, or a name or fingerprint of GnuPG")
        }
        let count = recipients.filter(isAge).count
        guard count == 0 || count == recipients.count else {
            throw Failure(.usage, "--encrypt-to takes keys of age or of GnuPG, not both in one file")
        }
        tool = count > 0 ? .age : .gpg
        self.recipients = recipients
    }

    /// What a file's name gets behind it.
    package var fileEnding: String { tool == .age ? ".age" : ".gpg" }

    fileprivate var command: [String] {
        switch tool {
        case .age: ["age", "--encrypt"] + recipients.flatMap { ["--recipient", $0] }
        case .gpg:
            ["gpg", "--batch", "--quiet", "--no-tty", "--encrypt"]
                // Whoever writes out a fingerprint has looked at the key; a name alone needs GnuPG's own trust.
                + (recipients.allSatisfy(Self.isFingerprint) ? ["--trust-model", "always"] : [])
                + recipients.flatMap { ["--recipient", $0] }
        }
    }

    private static func isFingerprint(_ text: String) -> Bool {
        text.utf8.count >= 40 && text.allSatisfy(\.isHexDigit)
    }
}

/// A file that is encrypted on the way by the installed tool: nothing readable ever lies on the disk.
final class EncryptedFile: ByteSink {
    private let path: String
    private let shownPath: String
    private let draft: String
    private let tool: String
    private var child: ChildProcess?
    private var input: Int32 = -1
    private var messages: Int32 = -1
    private var isPublished = false

    /// Throws a `Failure`: 78 if the tool is not installed, 73 if the file cannot be made there.
    init(_ path: String, shownAs shownPath: String, _ encryption: Encryption) throws {
        self.path = path
        self.shownPath = shownPath
        draft = Draft.begin(path)
        tool = encryption.tool.rawValue
        let output = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw OutputFile.failure(shownPath) }
        defer { close(output) }
        // The tool keeps the lock.
        Draft.lock(output)
        guard let stdin = Pipe() else { throw OutputFile.failure("a pipe") }
        input = stdin.writing
        defer { close(stdin.reading) }
        guard let stderr = Pipe() else { throw OutputFile.failure("a pipe") }
        messages = stderr.reading
        defer { close(stderr.writing) }
        child = ChildProcess(
            encryption.command, environment: nil, input: .descriptor(stdin.reading), output: .descriptor(output),
            errors: .descriptor(stderr.writing))
        guard child != nil else {
            throw Failure(
                .configuration,
                "\(tool) is not installed, and --encrypt-to needs it: apt-get install \(Self.package(tool))")
        }
    }

    deinit {
        if input >= 0 { close(input) }
        if messages >= 0 { close(messages) }
        _ = wait()
        if !isPublished { unlink(draft) }
    }

    func write(_ content: [UInt8]) throws {
        guard Pipe.write(content, to: input) else { throw failure() }
    }

    func complete() throws -> String? {
        close(input)
        input = -1
        let code = wait()
        guard code == 0 else { throw failure() }
        let descriptor = open(draft, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw OutputFile.failure(shownPath) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw OutputFile.failure(shownPath) }
        return try FileBytes.sha256(draft)
    }

    func publish() throws {
        guard rename(draft, path) == 0 else { throw OutputFile.failure(shownPath) }
        isPublished = true
    }

    private func wait() -> Int32? {
        defer { child = nil }
        return child?.wait()
    }

    /// What the tool said, in one line.
    private func failure() -> Failure {
        if input >= 0 { close(input) }
        input = -1
        _ = wait()
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = max(0, read(messages, &bytes, bytes.count))
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isNewline)
        let reason = lines.first.map(String.init) ?? "no reason was given"
        if lines.contains(where: { $0.contains("No space left") }) {
            return Failure(.cannotCreate, "\(shownPath): no space left on the disk; nothing was written")
        }
        return Failure(.usage, "\(tool) cannot encrypt to that key: \(reason); nothing was written")
    }

    private static func package(_ tool: String) -> String { tool == "gpg" ? "gnupg" : tool }
}
