import Engines

#if canImport(Glibc)
    import Glibc
#endif

/// The files of a send list while they are written: beside their place, all renamed at the end.
final class Bundle {
    private let place: BundlePlace
    private let sendList: Int64
    private let encryption: Encryption?
    /// Whether it takes the place of an older one.
    private let replaces: Bool
    /// Whether nothing is to be written, only hashed.
    private let isRehearsal: Bool
    private var files: [BundleFile] = []
    private var published = false
    /// The draft of the folder, and the descriptor that keeps it locked.
    private var draft: (path: String, lock: Int32)?

    /// Throws a `Failure` (73) if something is there already, unless it is to be replaced.
    init(
        _ place: BundlePlace, sendList: Int64, encryption: Encryption?, replaces: Bool = false,
        isRehearsal: Bool = false
    ) throws {
        self.place = place
        self.sendList = sendList
        self.encryption = encryption
        self.replaces = replaces
        self.isRehearsal = isRehearsal
        if !replaces { try place.checkIsFree() }
        guard !isRehearsal else { return }
        switch place {
        case .folder(let folder):
            let path = Draft.begin(folder)
            guard let lock = Draft.makeFolder(path) else { throw OutputFile.failure(folder) }
            draft = (path, lock)
        case .standardOutput(let home):
            guard mkdir("\(home)/send-lists", 0o700) == 0 || errno == EEXIST else {
                throw OutputFile.failure("\(home)/send-lists")
            }
        case .file: break
        }
    }

    deinit {
        guard let draft else { return }
        close(draft.lock)
        if !published { FolderExchange.remove(draft.path) }
    }

    var manifestPath: String { place.manifestPath(sendList: sendList) }

    /// The path of a file once it is published.
    func path(of name: String) -> String {
        switch place {
        case .folder(let folder): "\(folder)/\(name)"
        case .file(let file): Self.folder(of: file) + name
        case .standardOutput(let home): name == "-" ? name : "\(home)/send-lists/\(name)"
        }
    }

    /// Begins the file of the people. In a folder it is called `name`, elsewhere as `--output` says.
    func open(_ name: String) throws -> BundleFile {
        switch place {
        case .folder: return try add(name + (encryption?.fileEnding ?? ""), encryption: encryption)
        case .file(let file): return try add(Self.name(of: file), encryption: encryption)
        case .standardOutput: return try add("-", encryption: nil)
        }
    }

    /// Begins the file of those whom the engine cannot carry. It names nobody, so it is not encrypted.
    func openSkipped() throws -> BundleFile {
        switch place {
        case .folder: try add("skipped.csv", encryption: nil)
        case .file(let file): try add("\(Self.name(of: file)).skipped.csv", encryption: nil)
        case .standardOutput: try add("\(sendList).skipped.csv", encryption: nil)
        }
    }

    /// Puts everything on the disk. Answers what gives it its name.
    func finish(manifest: String) throws -> () throws -> Void {
        for file in files { _ = try file.finish() }
        let draftOfManifest: String
        if let draft {
            // Inside its folder every file has its name; the folder itself has not.
            for file in files { try file.sink.publish() }
            draftOfManifest = "\(draft.path)/manifest.json"
        } else {
            draftOfManifest = manifestPath
        }
        let manifestFile = try OutputFile(draftOfManifest, shownAs: manifestPath)
        try manifestFile.write(Array(manifest.utf8))
        try manifestFile.finish()
        guard let draft, case .folder(let folder) = place else {
            return { [self] in
                for file in files { try file.sink.publish() }
                try manifestFile.publish()
                published = true
            }
        }
        try manifestFile.publish()
        return { [self] in
            if replaces {
                try FolderExchange.replace(folder, by: draft.path)
            } else {
                guard rename(draft.path, folder) == 0 else { throw OutputFile.failure(folder) }
            }
            published = true
        }
    }

    private func add(_ name: String, encryption: Encryption?) throws -> BundleFile {
        let file = BundleFile(name: name, sink: try sink(name, encryption: encryption))
        files.append(file)
        return file
    }

    private func sink(_ name: String, encryption: Encryption?) throws -> any ByteSink {
        if isRehearsal { return NowhereSink() }
        if name == "-" { return StandardOutputSink() }
        let path = if let draft { "\(draft.path)/\(name)" } else { self.path(of: name) }
        guard let encryption else { return try OutputFile(path, shownAs: self.path(of: name)) }
        return try EncryptedFile(path, shownAs: self.path(of: name), encryption)
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func folder(of path: String) -> String {
        path.contains("/") ? String(path[...path.lastIndex(of: "/")!]) : ""
    }
}
