import Foundation
import Testing

/// Scripts in `Tests/ListsTests/Python`: readers of send lists that share no code with the program.
enum Python {
    /// The environment that `tools/install-dependencies test` makes.
    static var interpreter: String { "\(Binary.root)/.build/test-python/bin/python" }

    /// Runs a script, which must succeed, and answers its standard output.
    static func run(
        _ script: String, _ arguments: [String], in home: Home, with interpreter: String = "/usr/bin/python3",
        at location: SourceLocation = #_sourceLocation
    ) throws -> Data {
        let path = "\(Binary.root)/Tests/ListsTests/Python/\(script)"
        let output = try Program(
            [interpreter, path] + arguments, folder: home.folder,
            environment: ["PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"]
        ).wait()
        try #require(output.code == 0, "\(script): \(output)", sourceLocation: location)
        return Data(output.out.utf8)
    }
}
