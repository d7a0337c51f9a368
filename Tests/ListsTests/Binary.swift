import Foundation

/// The built program and the places that the tests read.
enum Binary {
    /// `lists` beside the test bundle, in `.build/debug`, or where `LISTS_BINARY` says. Missing: every test fails.
    static let path: String = {
        let candidates =
            [ProcessInfo.processInfo.environment["LISTS_BINARY"]].compactMap { $0 } + besideBundle + [
                "\(root)/.build/debug/lists"
            ]
        return candidates.first { access($0, X_OK) == 0 } ?? candidates.last!
    }()

    /// The package's root, with `examples` and `tools`.
    static let root: String = {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        return file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    }()

    /// PostgreSQL's own program of that name: the newest of Debian's, else along `PATH`.
    static func postgres(_ program: String) -> String {
        let folder = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { Int($0) }
        let places = versions.sorted(by: >).map { "\(folder)/\($0)/bin/\(program)" }
        return places.first { access($0, X_OK) == 0 } ?? program
    }

    private static var besideBundle: [String] {
        CommandLine.arguments.filter { $0.contains(".xctest") }.map {
            URL(fileURLWithPath: String($0[..<$0.range(of: ".xctest")!.lowerBound])).deletingLastPathComponent()
                .appendingPathComponent("lists").path
        }
    }
}
