import CUnistring

/// What a code point outside ASCII is to an address, by the Unicode version of libunistring.
enum UnicodeCategory {
    case ordinary
    case space
    case control
    case invisible
    case privateUse
    case unassigned
    /// U+FFFD, which stands for bytes that nobody could read.
    case replacement

    private static let unreadable: Unicode.Scalar = "\u{FFFD}"

    init(_ scalar: Unicode.Scalar) {
        func has(_ category: Int) -> Bool {
            uc_is_general_category_withtable(scalar.value, UInt32(category))
        }
        if scalar == Self.unreadable {
            self = .replacement
        } else if has(UC_CATEGORY_MASK_Cn) {
            // Noncharacters are unassigned for ever.
            self = .unassigned
        } else if has(UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp) {
            self = .control
        } else if has(UC_CATEGORY_MASK_Zs) {
            self = .space
        } else if has(UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cs) {
            self = .privateUse
        } else if has(UC_CATEGORY_MASK_Cf) || uc_is_property_default_ignorable_code_point(scalar.value) {
            // Variation selectors and fillers are no format characters, yet nobody sees them either.
            self = .invisible
        } else {
            self = .ordinary
        }
    }

    /// Why a local part may not hold such a character; nil if it may.
    var problem: AddressProblem? {
        switch self {
        case .ordinary: nil
        case .space: .space
        case .control: .controlCharacter
        case .invisible: .invisibleCharacter
        case .privateUse: .privateUseCharacter
        case .unassigned: .unassignedCharacter
        case .replacement: .notUTF8
        }
    }
}
