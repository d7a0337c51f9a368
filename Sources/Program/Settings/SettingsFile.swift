import Flows

#if canImport(Glibc)
    import Glibc
#endif

/// `lists.yaml`: settings of one line each at its top level. A key that nobody asks for is a mistake.
struct SettingsFile {
    private let path: String
    private var entries: [YAMLMapping.Pair]

    /// Reads the first file there is. Throws a `Failure` (78) that names the line.
    init(folders: [String]) throws {
        let places = folders.map { (folder) -> String in "\(folder)/lists.yaml" }
        guard let path = places.first(where: { access($0, F_OK) == 0 }) else {
            (self.path, entries) = ("", [])
            return
        }
        self.path = path
        do {
            entries = try YAMLMapping.pairs(of: try SecretFile.bytes(path))
        } catch let problem as YAMLMapping.Problem {
            switch problem {
            case .noText(let line): throw Self.failure(path, line, "this is no text in UTF-8: save the file as UTF-8")
            case .keyIsNoText(let line): throw Self.failure(path, line, "the name of a setting is a text")
            case .invalid(let line): throw Self.failure(path, line, "this is no valid YAML")
            case .noMapping(let line): throw Self.failure(path, line, "expected lines such as base_url: https://…")
            case .twice(let key, let line): throw Self.failure(path, line, "“\(key)” stands there twice")
            }
        }
    }

    /// The value of a key, which is then known; nil if nothing is said.
    mutating func take(_ key: String) -> String? {
        guard let index = entries.firstIndex(where: { $0.key == key && $0.value != .other }) else { return nil }
        if case .text(let text) = entries.remove(at: index).value { return text }
        return nil
    }

    /// Throws a `Failure` (78) for a key that nobody has taken.
    func refuseTheRest() throws {
        guard let entry = entries.first else { return }
        throw Self.failure(path, entry.line, "“\(entry.key)” is no setting, or not of one line")
    }

    private static func failure(_ path: String, _ line: Int, _ what: String) -> Failure {
        Failure(.configuration, "\(path), line \(line): \(what)")
    }
}
