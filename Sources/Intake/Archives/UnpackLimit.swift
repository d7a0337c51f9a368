/// How much an archive may unpack to: a small file that becomes a huge one is a mistake or an attack.
package struct UnpackLimit: Sendable, Equatable {
    /// Bytes of all that is read from the archive.
    let bytes: Int64
    /// How many times as large as the archive it may become, or nil.
    let ratio: Int64?

    /// 8 GiB, and 250 times the archive's own size: real lists shrink to a tenth or a fortieth.
    package static let standard = UnpackLimit(bytes: 8 << 30, ratio: 250)

    private init(bytes: Int64, ratio: Int64?) {
        self.bytes = bytes
        self.ratio = ratio
    }

    /// What a person allows: this many bytes, whatever the ratio.
    package init(bytes: Int64) {
        self.init(bytes: bytes, ratio: nil)
    }

    /// Reads `500MB`, `20GB` or a number of bytes; nil for anything else.
    package init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [String: Int64] = ["": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40]
        guard let number = Int64(digits), number > 0,
            let unit = units[text.dropFirst(digits.count).lowercased().filter { $0 != " " }],
            case let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: unit), !isTooLarge
        else { return nil }
        self.init(bytes: bytes)
    }
}

/// What is left of a limit while an archive is read.
struct UnpackBudget {
    /// A small archive may have any ratio.
    private static let freeBytes: Int64 = 64 << 20

    private let most: Int64
    private var spent: Int64 = 0

    init(_ limit: UnpackLimit, packed: Int64) {
        most = limit.ratio.map { min(limit.bytes, max(packed * $0, Self.freeBytes)) } ?? limit.bytes
    }

    mutating func spend(_ count: Int) throws(IntakeError) {
        spent += Int64(count)
        if spent > most { throw .unpacksTooLarge(limit: most) }
    }
}
