import Glibc

/// A compiled zone in the TZif format (RFC 9636): the 64-bit data block and the footer.
struct ZoneFile {
    let rules: ZoneRules

    /// Nil if `bytes` are no TZif file of version 2 or later, are cut off, or count leap seconds.
    init?(_ bytes: [UInt8]) {
        // §3.1: the data block for 32 bits comes first and is passed over.
        guard let old = Header(bytes, at: 0), old.version >= UInt8(ascii: "2"),
            let header = Header(bytes, at: Header.size + old.blockSize(timeSize: 4)), header.leapSeconds == 0,
            header.types > 0
        else { return nil }
        let times = header.end
        let indices = times + header.times * 8
        let types = indices + header.times
        let footer = header.end + header.blockSize(timeSize: 8)
        guard footer <= bytes.count else { return nil }

        // §3.2: a type is a signed 32-bit offset, a flag for summer time and an index of its abbreviation.
        let offsetsOfTypes = (0..<header.types).map { type in
            Int64(Int32(truncatingIfNeeded: Self.number(bytes, at: types + type * 6, size: 4)))
        }
        var changes: [Int64] = []
        var offsets: [Int64] = []
        for index in 0..<header.times {
            let type = Int(bytes[indices + index])
            guard type < header.types else { return nil }
            changes.append(Self.number(bytes, at: times + index * 8, size: 8))
            offsets.append(offsetsOfTypes[type])
        }
        guard zip(changes, changes.dropFirst()).allSatisfy(<) else { return nil }

        // §3.3: the footer is a rule between two line feeds, or nothing between them.
        let line = bytes[footer...].dropFirst().prefix { $0 != UInt8(ascii: "\n") }
        let rule = YearlyRule(String(decoding: line, as: UTF8.self))
        if rule == nil, !line.isEmpty { return nil }
        rules = ZoneRules(changes: changes, offsets: offsets, firstOffset: offsetsOfTypes[0], rule: rule)
    }

    /// All bytes of the file at `path`, or nil if it cannot be read or is larger than any zone (1 MiB).
    static func contents(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var file = DescriptorSource(descriptor)
        let limit = 1_048_576
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { space, count in
            count = (try? file.fill(UnsafeMutableRawBufferPointer(space))) ?? 0
        }
        return bytes.isEmpty || bytes.count == limit ? nil : bytes
    }

    /// A big-endian number, signed if it has 8 bytes.
    private static func number(_ bytes: [UInt8], at start: Int, size: Int) -> Int64 {
        bytes[start..<start + size].reduce(0) { $0 << 8 | Int64($1) }
    }

    /// The 44 bytes in front of a data block (§3.1), at `start`.
    private struct Header {
        static let size = 44
        let version: UInt8
        let end: Int
        let universalFlags, standardFlags, leapSeconds, times, types, abbreviationBytes: Int

        init?(_ bytes: [UInt8], at start: Int) {
            guard start + Self.size <= bytes.count, bytes[start...].starts(with: "TZif".utf8) else { return nil }
            let counts = (0..<6).map { Int(ZoneFile.number(bytes, at: start + 20 + $0 * 4, size: 4)) }
            version = bytes[start + 4]
            end = start + Self.size
            (universalFlags, standardFlags, leapSeconds) = (counts[0], counts[1], counts[2])
            (times, types, abbreviationBytes) = (counts[3], counts[4], counts[5])
        }

        /// Bytes of the data block whose times have `timeSize` bytes.
        func blockSize(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + abbreviationBytes + leapSeconds * (timeSize + 4) + standardFlags
                + universalFlags
        }
    }
}
