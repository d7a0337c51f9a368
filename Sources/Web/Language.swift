/// The languages that pages are written in.
enum Language: String, Sendable {
    case japanese = "ja"
    case english = "en"

    /// The better one by an Accept-Language header (RFC 9110 §12.5.4); Japanese if it names neither.
    init(accepting header: String?) {
        var best: (language: Language, weight: Double)?
        for item in (header ?? "").prefix(1024).split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            guard let tag = parts.first?.lowercased().split(separator: "-").first,
                let language = Language(rawValue: String(tag)), weight > 0
            else { continue }
            if best == nil || weight > best!.weight { best = (language, weight) }
        }
        self = best?.language ?? .japanese
    }
}
