/// Cuts a list of addresses (RFC 5322 §3.4) into its items, byte by byte, as mail clients write it: with commas,
/// semicolons or line breaks between them.
///
/// The name of a group, and so also a label such as `Bcc:`, is passed over. A comma in a name without quotes belongs to
/// the name: `Yamada, Taro <taro@example.jp>`.
struct AddressSplitter {
    /// Bytes of one item; a longer one counts as several, which are no addresses.
    static let itemLimit = 16 * 1024

    /// The item so far.
    private var item: [UInt8] = []
    private var isQuoted = false
    private var isEscaped = false
    private var isInAngle = false
    private var commentDepth = 0
    private var hasAt = false
    private var hasAngle = false
    private var hasComma = false

    /// Takes the next byte of a list in UTF-8; true if it completes what came before: see `takeItems`.
    @inline(__always)
    mutating func push(_ byte: UInt8) -> Bool {
        if byte == 0x0A || byte == 0x0D {
            (isQuoted, isEscaped, isInAngle, commentDepth) = (false, false, false, 0)
            return !item.isEmpty
        }
        if isEscaped {
            isEscaped = false
            return append(byte)
        }
        if byte == UInt8(ascii: "\\"), isQuoted || commentDepth > 0 {
            isEscaped = true
            return append(byte)
        }
        if isQuoted {
            if byte == UInt8(ascii: "\"") { isQuoted = false }
            return append(byte)
        }
        switch byte {
        case UInt8(ascii: "("):
            commentDepth += 1
        case UInt8(ascii: ")"):
            commentDepth = max(commentDepth - 1, 0)
        case _ where commentDepth > 0:
            break
        case UInt8(ascii: "\""):
            isQuoted = true
        case UInt8(ascii: "<"):
            isInAngle = true
            hasAngle = true
        case UInt8(ascii: ">"):
            isInAngle = false
        case UInt8(ascii: "@"):
            hasAt = true
        case UInt8(ascii: ";"):
            isInAngle = false
            return !item.isEmpty
        case UInt8(ascii: ",") where !isInAngle:
            if hasAt { return true }
            hasComma = true
        case UInt8(ascii: ":") where !isInAngle && !hasAt:
            reset()
            return false
        default:
            break
        }
        return append(byte)
    }

    /// The end of the list; true if an item is left.
    mutating func finish() -> Bool {
        (isQuoted, isEscaped, isInAngle, commentDepth) = (false, false, false, 0)
        return !item.isEmpty
    }

    /// Hands over what was completed and goes on with nothing. More than one item if commas turn out to separate.
    mutating func takeItems() -> [[UInt8]] {
        defer { reset() }
        guard hasComma, !hasAngle else { return [item] }
        return Self.splitAtCommas(item)
    }

    private mutating func append(_ byte: UInt8) -> Bool {
        if item.isEmpty, byte == 0x20 || byte == 0x09 { return false }
        item.append(byte)
        return item.count == Self.itemLimit
    }

    private mutating func reset() {
        item.removeAll(keepingCapacity: true)
        (isQuoted, isEscaped, isInAngle, commentDepth) = (false, false, false, 0)
        (hasAt, hasAngle, hasComma) = (false, false, false)
    }

    private static func splitAtCommas(_ item: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        var isQuoted = false
        for byte in item {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: ","), !isQuoted { parts.append([]) } else { parts[parts.count - 1].append(byte) }
        }
        return parts.filter { part in part.contains { $0 != 0x20 && $0 != 0x09 } }
    }
}
