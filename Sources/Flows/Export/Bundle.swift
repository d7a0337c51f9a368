import Crypto

#if canImport(Glibc)
    import Glibc
#endif

/// Where a send list is written: a new folder with a manifest in it, one file with a manifest beside it, or standard
/// output. Everything is written beside its place and renamed at the end.
final class Bundle {
    private enum Place {
        case folder(draft: String)
        case file
        case standardOutput
    }

    private let place: Place
    private let output: String
    private var file: OutputFile?
    private var hash = SHA256()
    private var published = false
    /// Where people find the data and the manifest once it is published.
    let dataPath: String
    let manifestPath: String

    /// Throws a `Failure` (73) if something is there already or nothing can be written.
    init(output: String, fileName: String, home: String, sendList: Int64) throws {
        self.output = output
        if output == "-" {
            place = .standardOutput
            file = nil
            dataPath = "-"
            manifestPath = "\(home)/send-lists/\(sendList).manifest.json"
            guard mkdir("\(home)/send-lists", 0o700) == 0 || errno == EEXIST else {
                throw OutputFile.failure("\(home)/send-lists")
            }
            return
        }
        guard access(output, F_OK) != 0 else {
            throw Failure(.cannotCreate, "\(output): something is there already; name a new file or folder")
        }
        let ending = fileName.split(separator: ".").last ?? ""
        if output.hasSuffix(".\(ending)") {
            place = .file
            dataPath = output
            manifestPath = "\(output).manifest.json"
            file = try OutputFile(output)
        } else {
            var folder = output
            while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
            let draft = "\(folder).partial-\(getpid())"
            guard mkdir(draft, 0o700) == 0 else { throw OutputFile.failure(output) }
            place = .folder(draft: draft)
            dataPath = "\(folder)/\(fileName)"
            manifestPath = "\(folder)/manifest.json"
            do {
                file = try OutputFile("\(draft)/\(fileName)", shownAs: dataPath)
            } catch {
                rmdir(draft)
                throw error
            }
        }
    }

    deinit {
        guard !published, case .folder(let draft) = place else { return }
        // The draft of the data goes first, or the folder would not be empty.
        file = nil
        for name in [dataPath, manifestPath].compactMap({ $0.split(separator: "/").last }) {
            unlink("\(draft)/\(name)")
        }
        rmdir(draft)
    }

    func write(_ content: [UInt8]) throws {
        content.withUnsafeBytes { hash.update(bufferPointer: $0) }
        if let file {
            try file.write(content)
            return
        }
        var written = 0
        while written < content.count {
            let count = content[written...].withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw OutputFile.failure("standard output") }
            written += count
        }
    }

    /// The SHA-256 of all that was written, in lower-case hexadecimal.
    var sha256: String {
        hash.finalize().hexadecimal
    }

    /// The name of the data file as seen from the manifest.
    var dataName: String { dataPath.split(separator: "/").last.map(String.init) ?? dataPath }

    /// Puts everything on the disk. Answers what gives it its name: call that after the database has committed.
    func finish(manifest: String) throws -> () throws -> Void {
        switch place {
        case .folder(let draft):
            try file?.finish()
            try file?.publish()
            let manifestFile = try OutputFile("\(draft)/manifest.json")
            try manifestFile.write(Array(manifest.utf8))
            try manifestFile.finish()
            try manifestFile.publish()
            return { [self] in
                guard rename(draft, String(dataPath.dropLast(dataName.count + 1))) == 0 else {
                    throw OutputFile.failure(output)
                }
                published = true
            }
        case .file, .standardOutput:
            try file?.finish()
            let manifestFile = try OutputFile(manifestPath)
            try manifestFile.write(Array(manifest.utf8))
            try manifestFile.finish()
            return { [self] in
                try file?.publish()
                try manifestFile.publish()
            }
        }
    }
}
