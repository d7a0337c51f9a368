import Consent
import Intake

/// What the rows of a file came to before the database saw them.
package struct RowTally: Sendable {
    /// Records of the file, the header not counted.
    package private(set) var rows = 0
    package private(set) var rejected = 0
    /// Accepted rows whose address was put right.
    package private(set) var repaired = 0
    private var repairs: [AddressRepair: Int] = [:]
    /// By the domain as it stands in the file.
    private var typos: [String: LikelyTypo] = [:]

    /// A domain that is a likely slip of a well-known one.
    package struct LikelyTypo: Sendable {
        package let domain: String
        package let meant: String
        package fileprivate(set) var rows: Int
        /// The first lines on which it stands.
        package fileprivate(set) var lines: [Int]
    }

    private static let typosLimit = 1_000
    private static let linesLimit = 3

    mutating func refused() {
        rows += 1
        rejected += 1
    }

    mutating func accepted(_ address: String, line: Int, repairs: [AddressRepair], meant: String?) {
        rows += 1
        if !repairs.isEmpty {
            repaired += 1
            for repair in repairs { self.repairs[repair, default: 0] += 1 }
        }
        if let meant { note(String(address.drop { $0 != "@" }.dropFirst()), line: line, meant: meant) }
    }

    private mutating func note(_ domain: String, line: Int, meant: String) {
        if typos[domain] == nil, typos.count == Self.typosLimit { return }
        var typo = typos[domain] ?? LikelyTypo(domain: domain, meant: meant, rows: 0, lines: [])
        typo.rows += 1
        if typo.lines.count < Self.linesLimit { typo.lines.append(line) }
        typos[domain] = typo
    }

    /// How often each repair was made, in the order of the repairs.
    package var repairCounts: [(name: String, count: Int)] {
        AddressRepair.allCases.compactMap { repair in repairs[repair].map { (repair.code, $0) } }
    }

    /// The most frequent first.
    package var likelyTypos: [LikelyTypo] {
        typos.values.sorted { ($1.rows, $0.domain) < ($0.rows, $1.domain) }
    }
}
