#if canImport(Glibc)
    import Glibc
#endif

/// Where PostgreSQL's own programs are.
package struct PostgresBinaries: Sendable {
    package let folder: String

    /// Looks in `PG_BINDIR`, then in Debian's folders (newest version first), then along `PATH`.
    package init?(environment: [String: String]) {
        var folders = environment["PG_BINDIR"].map { [$0] } ?? []
        folders += Self.debianVersions().map { "/usr/lib/postgresql/\($0)/bin" }
        folders += (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        guard
            let folder = folders.first(where: {
                access("\($0)/postgres", X_OK) == 0 && access("\($0)/initdb", X_OK) == 0
            })
        else { return nil }
        self.folder = folder
    }

    package func path(_ program: String) -> String {
        "\(folder)/\(program)"
    }

    private static func debianVersions() -> [Int] {
        guard let folder = opendir("/usr/lib/postgresql") else { return [] }
        defer { closedir(folder) }
        var versions: [Int] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let version = Int(name) { versions.append(version) }
        }
        return versions.sorted(by: >)
    }
}
