/// How many columns of a terminal the scalars take.
package func displayWidth(of scalars: some Sequence<Unicode.Scalar>) -> Int {
    scalars.reduce(0) { $0 + displayWidth(of: $1) }
}

/// 2 for what East Asian Width (UAX #11) calls wide or full-width, 0 for what stands above another character, else 1.
private func displayWidth(of scalar: Unicode.Scalar) -> Int {
    guard scalar.value >= 0x300 else { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
    }
}

/// Blocks that are wide as a whole; the few narrow characters inside them do not occur in names.
private let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F,  // Hangul Jamo, leading consonants
    0x2E80...0x303E,  // CJK radicals, ideographic description, CJK punctuation
    0x3041...0x4DBF,  // kana, bopomofo, CJK compatibility, extension A
    0x4E00...0xA4CF,  // CJK unified ideographs, Yi
    0xA960...0xA97F,  // Hangul Jamo extended A
    0xAC00...0xD7A3,  // Hangul syllables
    0xF900...0xFAFF,  // CJK compatibility ideographs
    0xFE30...0xFE6F,  // CJK compatibility forms, small forms
    0xFF00...0xFF60,  // full-width forms; half-width katakana follow
    0xFFE0...0xFFE6,  // full-width signs
    0x1F300...0x1F64F,  // pictographs, emoticons
    0x1F680...0x1F6FF,  // transport and map symbols
    0x1F900...0x1FAFF,  // supplemental pictographs
    0x20000...0x3FFFD,  // CJK extensions B and later
]
