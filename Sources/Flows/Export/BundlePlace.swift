import Engines

#if canImport(Glibc)
    import Glibc
#endif

/// Where a bundle lies: what `--output` means, and where a manifest says it is.
enum BundlePlace: Equatable, Sendable {
    /// A folder with the files and `manifest.json` in it.
    case folder(String)
    /// One file, with its manifest beside it.
    case file(String)
    /// Standard output, with the manifest in the data folder.
    case standardOutput(home: String)

    /// What `--output` names: `-`, a file that ends like the engine's, else a folder.
    ///
    /// Throws a `Failure` (64) for a name with another ending: it was meant as a file. A slash behind it says that it
    /// is a folder all the same.
    init(output: String, fileName: String, encryption: Encryption?, home: String) throws {
        guard output != "-" else {
            self = .standardOutput(home: home)
            return
        }
        let ending = ".\(fileName.split(separator: ".").last ?? "")\(encryption?.fileEnding ?? "")"
        let name = output.split(separator: "/").last ?? ""
        guard !name.isEmpty else { throw Failure(.usage, "--output “\(output)”: name a new folder or file") }
        if output.hasSuffix("/") || !name.dropFirst().contains(".") {
            var folder = output
            while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
            self = .folder(folder)
        } else if name.hasSuffix(ending) {
            self = .file(output)
        } else {
            throw Failure(
                .usage,
                "--output \(output): end a file in \(ending), and a folder whose name has a dot in a slash (\(output)/)"
            )
        }
    }

    /// The place of a bundle by the path of its manifest; nil for one that went to standard output.
    init?(manifest path: String) {
        let name = path.split(separator: "/").last ?? ""
        if name == "manifest.json" {
            self = .folder(path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : ".")
        } else if name.hasSuffix(Self.manifestEnding), name.count > Self.manifestEnding.count {
            self = .file(String(path.dropLast(Self.manifestEnding.count)))
        } else {
            return nil
        }
    }

    static let manifestEnding = ".manifest.json"

    func manifestPath(sendList: Int64) -> String {
        switch self {
        case .folder(let folder): "\(folder)/manifest.json"
        case .file(let file): file + Self.manifestEnding
        case .standardOutput(let home): "\(home)/send-lists/\(sendList)\(Self.manifestEnding)"
        }
    }

    /// Throws a `Failure` (73) if something is there already.
    func checkIsFree() throws {
        let path: String
        switch self {
        case .folder(let folder): path = folder
        case .file(let file): path = file
        case .standardOutput: return
        }
        guard access(path, F_OK) != 0 else {
            throw Failure(.cannotCreate, "\(path): something is there already; name a new file or folder")
        }
    }
}
