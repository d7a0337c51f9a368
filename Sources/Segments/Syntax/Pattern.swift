/// A text in which `*` may stand for any run of characters.
///
/// It is kept as the runs between the wildcards: `pro` is one run, `*.jp` is an empty run and `.jp`.
struct Pattern: Sendable {
    /// The runs of plain text; there is always one, and one more for each wildcard.
    private(set) var runs: [String]

    init(_ text: String) {
        runs = [text]
    }

    init(runs: [String]) {
        precondition(!runs.isEmpty)
        self.runs = runs
    }

    var hasWildcard: Bool { runs.count > 1 }

    /// The text with a `*` where a wildcard stands.
    var text: String { runs.joined(separator: "*") }

    /// This pattern and then another.
    static func + (left: Pattern, right: Pattern) -> Pattern {
        var runs = left.runs
        runs[runs.count - 1] += right.runs[0]
        runs += right.runs.dropFirst()
        return Pattern(runs: runs)
    }

    /// The pattern with the ASCII letters `A` to `Z` in lower case, as PostgreSQL's `lower` does under collation "C".
    var asciiLowercased: Pattern {
        Pattern(runs: runs.map(Self.asciiLowercased))
    }

    private static func asciiLowercased(_ run: String) -> String {
        var lowered = String.UnicodeScalarView()
        for scalar in run.unicodeScalars {
            let isUpper = ("A" as Unicode.Scalar)..."Z" ~= scalar
            lowered.append(isUpper ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
        }
        return String(lowered)
    }

    /// The pattern for SQL's `LIKE` with the backslash as its escape.
    var like: String {
        var like = String.UnicodeScalarView()
        for (index, run) in runs.enumerated() {
            if index > 0 { like.append("%") }
            for scalar in run.unicodeScalars {
                if scalar == "%" || scalar == "_" || scalar == "\\" { like.append("\\") }
                like.append(scalar)
            }
        }
        return String(like)
    }
}
