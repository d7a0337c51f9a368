/// A column name reduced to what it says: `Ｅ－ＭＡＩＬ ` and `e_mail`, `ﾒｰﾙｱﾄﾞﾚｽ` and `メールアドレス（必須）` are equal.
///
/// Letter case and width are folded; white space, hyphens, underscores, dots, colons, quotes, asterisks and zero-width
/// characters are dropped, and so is a remark about how to fill the column in. What Unicode holds canonically equivalent
/// is equal, as in any Swift string.
struct FoldedHeader: Hashable {
    let text: String

    init(_ name: String) {
        var scalars = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            let folded = Self.fullOrHalfWidthFolded(scalar)
            if Self.isDropped(folded) { continue }
            scalars.append(contentsOf: folded.properties.lowercaseMapping.unicodeScalars)
        }
        var text = String(scalars)
        for remark in Self.remarks where text.hasSuffix(remark) { text.removeLast(remark.count) }
        self.text = text
    }

    private static let remarks = [
        "必須", "(必須)", "[必須]", "【必須】", "(任意)", "(半角)", "(半角英数)", "(全角)", "(漢字)", "(required)", "(optional)",
    ]

    /// Half-width kana from U+FF66 on, in the order of their code points. The voicing marks U+FF9E and U+FF9F become
    /// the combining ones, which makes ﾄﾞ canonically equivalent to ド.
    private static let fullWidthKana = Array(
        ("ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
            + "\u{3099}\u{309A}").unicodeScalars)

    private static func fullOrHalfWidthFolded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0xFF66...0xFF9F: fullWidthKana[Int(scalar.value - 0xFF66)]
        default: scalar
        }
    }

    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "_", ".", ":", "'", "\"", "*", "※", "・", "−": true
        case "\u{200B}"..."\u{200F}", "\u{2010}"..."\u{2015}", "\u{2060}", "\u{FEFF}", "\u{00AD}": true
        default: scalar.properties.isWhitespace || scalar.value < 0x20
        }
    }
}
