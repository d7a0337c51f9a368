/// Finds out what separates the fields of a file.
package enum DelimiterFinder {
    /// What a file may use, the likeliest first.
    private static let candidates = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
    /// May be the second byte of a character of CP932 (ポ), so it is looked for in UTF-8 only.
    static let pipe = UInt8(ascii: "|")

    /// The candidate that stands most often in the first line of `text` outside of quotes; a comma if none does.
    package static func delimiter(ofLineIn text: UnsafeBufferPointer<UInt8>) -> UInt8 {
        delimiter(ofLineIn: text, among: candidates)
    }

    /// The same for a text in UTF-8, where a pipe may separate fields, too.
    static func delimiter(ofUTF8LineIn text: UnsafeBufferPointer<UInt8>) -> UInt8 {
        delimiter(ofLineIn: text, among: candidates + [pipe])
    }

    private static func delimiter(ofLineIn text: UnsafeBufferPointer<UInt8>, among candidates: [UInt8]) -> UInt8 {
        var counts = [Int](repeating: 0, count: candidates.count)
        var isQuoted = false
        var hasText = false
        for byte in text {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if hasText { break }
                continue
            }
            hasText = true
            if !isQuoted, let candidate = candidates.firstIndex(of: byte) { counts[candidate] += 1 }
        }
        let most = counts.max()!
        return candidates[counts.firstIndex(of: most)!]
    }
}
