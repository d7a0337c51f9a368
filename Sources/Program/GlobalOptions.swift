import ArgumentParser

#if canImport(Glibc)
    import Glibc
#endif

/// What every command takes.
package struct GlobalOptions: ParsableArguments {
    package init() {}

    @Option(help: "How results are printed: table, json or csv.")
    var format: OutputFormat = .table

    @Flag(help: "No progress and no remarks on standard error.")
    package var quiet = false

    @Option(
        help: ArgumentHelp(
            "The database, as a libpq URL; default DATABASE_URL, else the embedded one.", valueName: "url"))
    var database: String?

    package func settings() throws -> Settings {
        try Settings(database: database, environment: Environment.current)
    }

    package var printer: Printer { Printer(format: format, quiet: quiet) }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json, csv
}

/// The variables of the process.
enum Environment {
    static var current: [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return variables
    }
}
