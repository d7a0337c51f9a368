/// Tells which domains are likely slips of well-known ones: `gmial.com`, `docomo.ne.ip`. It is for warning people; no
/// address is ever changed by it.
///
/// Memory is fixed: verdicts on recent domains are kept in a table, because a file has few domains many times.
package struct DomainTypos {
    private struct Verdict {
        var hash: UInt64 = 0
        /// The number of the domain that was meant, from 1; 0 for none.
        var meant: UInt16 = 0
    }

    private static let size = 4096
    private let candidates: [Candidate]
    private let exact: Set<String>
    private var verdicts = [Verdict](repeating: Verdict(), count: Self.size)

    /// A well-known domain, ready for comparing.
    private struct Candidate {
        let name: String
        let bytes: [UInt8]
        /// Bytes of the first label.
        let label: Int
    }

    package init() {
        candidates = WellKnownDomains.all.map { name in
            Candidate(name: name, bytes: Array(name.utf8), label: name.utf8.firstIndex(of: .dot)!.utf16Offset(in: name))
        }
        exact = Set(WellKnownDomains.all).union(WellKnownDomains.others)
    }

    /// The well-known domain that the domain of `address`, in its canonical form, is a likely slip of; nil for most.
    package mutating func meant(by address: EmailAddress) -> String? {
        var canonical = address.canonical
        return canonical.withUTF8 { bytes in
            var at = bytes.count - 1
            while bytes[at] != .at { at -= 1 }
            return meant(by: UnsafeBufferPointer(rebasing: bytes[(at + 1)...]))
        }
    }

    private mutating func meant(by domain: UnsafeBufferPointer<UInt8>) -> String? {
        // FNV-1a.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in domain { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let slot = Int(truncatingIfNeeded: hash) & (Self.size - 1)
        if verdicts[slot].hash != hash {
            verdicts[slot] = Verdict(hash: hash, meant: judged(domain))
        }
        let number = Int(verdicts[slot].meant)
        return number == 0 ? nil : candidates[number - 1].name
    }

    private func judged(_ domain: UnsafeBufferPointer<UInt8>) -> UInt16 {
        let name = String(decoding: domain, as: UTF8.self)
        if exact.contains(name) { return 0 }
        let meant = WellKnownDomains.slips[name]
        let number = candidates.firstIndex { candidate in
            if let meant { return candidate.name == meant }
            // Of a short name everything is one letter away: there the slip must be behind it.
            return Self.isOneSlipAway(domain, candidate.bytes)
                && (candidate.label >= 5 || domain.starts(with: candidate.bytes[...candidate.label]))
        }
        return number.map { UInt16($0 + 1) } ?? 0
    }

    /// Whether one letter was put in, left out, mistaken or swapped with its neighbour.
    private static func isOneSlipAway(_ left: UnsafeBufferPointer<UInt8>, _ right: [UInt8]) -> Bool {
        guard abs(left.count - right.count) <= 1 else { return false }
        var start = 0
        while start < left.count, start < right.count, left[start] == right[start] { start += 1 }
        var (leftEnd, rightEnd) = (left.count, right.count)
        while leftEnd > start, rightEnd > start, left[leftEnd - 1] == right[rightEnd - 1] {
            leftEnd -= 1
            rightEnd -= 1
        }
        let (leftCount, rightCount) = (leftEnd - start, rightEnd - start)
        if leftCount <= 1, rightCount <= 1 { return leftCount + rightCount > 0 }
        return leftCount == 2 && rightCount == 2 && left[start] == right[start + 1] && left[start + 1] == right[start]
    }
}
