/// JSON strings (RFC 8259 §7), written where building a whole document would cost too much.
package enum JSONText {
    /// A text in quotes, with all that must be escaped.
    package static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        var text = text
        text.withUTF8 { append($0, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a UTF-8 text in quotes to a document.
    package static func append(_ text: UnsafeBufferPointer<UInt8>, to document: inout [UInt8]) {
        let text = UnsafeRawBufferPointer(text)
        var start = 0
        repeat {
            let end = min(start + largestPiece, text.count)
            // On the stack: an escaped byte is six at most, and a word may be written where one byte is meant.
            withUnsafeTemporaryAllocation(byteCount: (end - start) * 6 + 10, alignment: 8) { memory in
                let output = memory.baseAddress!
                var used = 0
                if start == 0 {
                    output.storeBytes(of: quote, as: UInt8.self)
                    used = 1
                }
                used += escape(UnsafeRawBufferPointer(rebasing: text[start..<end]), into: output + used)
                if end == text.count {
                    output.storeBytes(of: quote, toByteOffset: used, as: UInt8.self)
                    used += 1
                }
                document.append(contentsOf: UnsafeRawBufferPointer(start: output, count: used))
            }
            start = end
        } while start < text.count
    }

    private static let largestPiece = 128
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    /// Writes a text with all that must be escaped. Answers how many bytes that are.
    @inline(__always)
    private static func escape(_ text: UnsafeRawBufferPointer, into output: UnsafeMutableRawPointer) -> Int {
        var used = 0
        var place = 0
        while place < text.count {
            // Eight bytes at a time as long as there is nothing to escape.
            if place + 8 <= text.count {
                let word = text.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                output.storeBytes(of: word, toByteOffset: used, as: UInt64.self)
                let plain = plainBytes(in: word.littleEndian)
                used += plain
                place += plain
                if plain == 8 { continue }
            }
            let byte = text[place]
            place += 1
            if byte >= 0x20, byte != quote, byte != backslash {
                output.storeBytes(of: byte, toByteOffset: used, as: UInt8.self)
                used += 1
            } else {
                used += escape(byte, into: output + used)
            }
        }
        return used
    }

    /// How many bytes from the lowest on need no escape.
    @inline(__always)
    private static func plainBytes(in word: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // The lowest mark is always true; those above it need not be.
        let controls = (word &- ones &* 0x20) & ~word
        let quotes = word ^ (ones &* UInt64(quote))
        let backslashes = word ^ (ones &* UInt64(backslash))
        let marks = controls | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes
        return (marks & (ones &* 0x80)).trailingZeroBitCount / 8
    }

    /// Writes what stands for a byte that cannot stand for itself. Answers how many bytes that are.
    private static func escape(_ byte: UInt8, into output: UnsafeMutableRawPointer) -> Int {
        output.storeBytes(of: backslash, as: UInt8.self)
        let short =
            switch byte {
            case 0x0A: UInt8(ascii: "n")
            case 0x0D: UInt8(ascii: "r")
            case 0x09: UInt8(ascii: "t")
            case quote, backslash: byte
            default: UInt8(ascii: "u")
            }
        output.storeBytes(of: short, toByteOffset: 1, as: UInt8.self)
        guard short == UInt8(ascii: "u") else { return 2 }
        output.storeBytes(of: UInt8(ascii: "0"), toByteOffset: 2, as: UInt8.self)
        output.storeBytes(of: UInt8(ascii: "0"), toByteOffset: 3, as: UInt8.self)
        output.storeBytes(of: UInt8(ascii: "0") + byte >> 4, toByteOffset: 4, as: UInt8.self)
        let low = byte & 15
        output.storeBytes(
            of: low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") - 10 + low, toByteOffset: 5, as: UInt8.self)
        return 6
    }
}
