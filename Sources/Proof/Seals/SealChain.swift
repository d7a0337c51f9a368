/// The seals of a ledger in their order, and which of them covers a line.
package struct SealChain: Sendable {
    package let seals: [SignedSeal]
    /// Indices into `seals` by epoch.
    private let epochs: [Int: Range<Int>]

    /// What is wrong with a chain.
    package struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        package let seal: Int
        package let description: String
    }

    /// Takes seals as they are, in the order of their numbers; `check` says whether they can be believed.
    package init(_ seals: [SignedSeal]) {
        self.seals = seals
        var epochs: [Int: Range<Int>] = [:]
        for (index, signed) in seals.enumerated() {
            epochs[signed.seal.epoch] = (epochs[signed.seal.epoch]?.lowerBound ?? index)..<index + 1
        }
        self.epochs = epochs
    }

    /// The index of the seal that covers a line, or nil if none does yet.
    ///
    /// Transaction numbers are compared within the epoch of the line; whatever an epoch left unsealed belongs to the
    /// first seal of a later one.
    package func index(epoch: Int, xid: UInt64) -> Int? {
        if let own = epochs[epoch] {
            var (low, high) = (own.lowerBound, own.upperBound)
            while low < high {
                let middle = (low + high) / 2
                if seals[middle].seal.snapshot.shows(xid) { high = middle } else { low = middle + 1 }
            }
            if low < own.upperBound { return low }
        }
        var first: Int?
        for (later, range) in epochs where later > epoch { first = min(first ?? .max, range.lowerBound) }
        return first
    }

    /// Throws the first thing that is wrong: a seal missing, out of order, changed, or signed by another key.
    ///
    /// - Parameters:
    ///   - key: the public key that must have signed; nil for whatever key each seal names.
    ///   - beginning: whether the first of them must be the first of the ledger.
    package func check(signedBy key: [UInt8]?, fromBeginning beginning: Bool = true) throws(Problem) {
        var before: Seal?
        for signed in seals {
            let seal = signed.seal
            func problem(_ text: String) -> Problem { Problem(seal: seal.number, description: text) }
            let expected = before.map { $0.number + 1 } ?? (beginning ? 1 : seal.number)
            if seal.number > expected {
                throw Problem(seal: expected, description: "seal \(expected) is missing")
            }
            guard seal.number == expected else { throw problem("seal \(seal.number) is out of order") }
            guard signed.seal.isSigned(signed.signature) else {
                throw problem("seal \(seal.number) was changed: its signature does not fit")
            }
            guard key == nil || seal.publicKey == key else {
                throw problem("seal \(seal.number) was signed with another key")
            }
            if let before {
                guard seal.previous == before.root else {
                    throw problem("seal \(seal.number) does not follow seal \(before.number): one was exchanged")
                }
                guard seal.installation == before.installation, seal.epoch >= before.epoch else {
                    throw problem("seal \(seal.number) does not follow seal \(before.number): it is of another ledger")
                }
                guard seal.epoch > before.epoch || before.snapshot.isFollowed(by: seal.snapshot) else {
                    throw problem("seal \(seal.number) saw less than seal \(before.number) before it")
                }
            } else if beginning, seal.previous != nil {
                throw problem("seal \(seal.number) names a seal before it that is missing")
            }
            before = seal
        }
    }
}
