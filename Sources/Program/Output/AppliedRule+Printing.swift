import Store

extension AppliedRule {
    var record: [(String, PrintedValue)] {
        [
            ("jurisdiction", .text(rule.jurisdiction)), ("basis", .text(rule.basis)), ("lacks", PrintedValue(lack)),
            ("evidence", .text(rule.evidence)), ("lifetime", PrintedValue(rule.lifetime)),
            ("ends_at", PrintedValue(endsAt)), ("keep", .text(rule.keep)), ("law", .text(rule.law)),
        ]
    }

    /// The rule in one line: what is lacking if something is, else until when it holds.
    var sentence: String {
        let start = "\(rule.jurisdiction) \(rule.basis)"
        let law = "[\(rule.law)]"
        if let lack { return "\(start): \(lack) \(law)" }
        let span = rule.lifetime.map { ", which lasts \($0)" } ?? ""
        return "\(start)\(span)" + (endsAt.map { ", until \($0)" } ?? "") + " \(law)"
    }

    private var lack: String? {
        switch lacking {
        case nil: nil
        case .standing: rule.evidence
        case .date: "nobody knows when the address was obtained"
        case .reference: "no proof was named: \(rule.evidence)"
        }
    }
}
