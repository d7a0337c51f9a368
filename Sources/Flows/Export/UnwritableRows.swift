import Consent
import Engines

/// The rows that a format cannot hold: none may be left out in silence, so nothing is written at all (E3).
struct UnwritableRows {
    private var count = 0
    private var shown: [String] = []
    private static let shownCount = 20

    mutating func add(row: Int, contact: ContactID, field: String) {
        count += 1
        if shown.count < Self.shownCount { shown.append("row \(row), \(field), contact \(contact)") }
    }

    /// Throws a `Failure` (65) that lists them, if there are any.
    func check(_ engine: String, _ options: [EngineOption: String]) throws {
        guard count > 0 else { return }
        let rest = count > shown.count ? "\n  and \(count - shown.count) more" : ""
        throw Failure(
            .badData,
            "\(options[.encoding] ?? engine) cannot hold \(count) of the rows; take --encoding utf-8; nothing was written\n  "
                + shown.joined(separator: "\n  ") + rest)
    }
}
