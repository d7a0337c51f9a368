import Consent
import Crypto
import Proof
import TestSupport
import Testing

/// What a chain of seals says, and what it refuses to.
@Suite struct SealChainTests {
    private let key = Curve25519.Signing.PrivateKey()

    /// A chain over these snapshots, each with its epoch.
    private func chain(_ scenes: [(epoch: Int, snapshot: String)]) throws -> [SignedSeal] {
        var seals: [SignedSeal] = []
        for (index, scene) in scenes.enumerated() {
            let id = Seal.LineID(contact: ContactID(high: 1, low: UInt64(index)), event: ContactID(high: 2, low: 3))
            let seal = Seal(
                number: index + 1, installation: "1b4e28ba-2fa1-11d2-883f-0016d3cca427", lines: 1,
                tree: .leaf([UInt8(index)]), first: id, last: id, epoch: scene.epoch, system: Int64(scene.epoch) * 1000,
                snapshot: try #require(Snapshot(scene.snapshot)), sealedAt: Instant(seconds: Int64(index)),
                previous: seals.last?.seal.root, publicKey: Array(key.publicKey.rawRepresentation))
            seals.append(SignedSeal(seal: seal, signature: try seal.signature(by: key)))
        }
        return seals
    }

    /// The first thing that is wrong with a chain.
    private func problem(_ seals: [SignedSeal], signedBy key: [UInt8]? = nil) -> String? {
        do throws(SealChain.Problem) {
            try SealChain(seals).check(signedBy: key)
            return nil
        } catch {
            return error.description
        }
    }

    private func nights() throws -> [SignedSeal] {
        try chain([(1, "100:100:"), (1, "200:210:205"), (1, "300:300:"), (2, "90:95:92"), (2, "500:500:")])
    }

    @Test("a statement is text of a fixed form, and its root is the SHA-256 of it")
    func statement() throws {
        let seal = Seal(
            number: 2, installation: "1b4e28ba-2fa1-11d2-883f-0016d3cca427", lines: 7, tree: .leaf([1]),
            first: .init(contact: ContactID(high: 1, low: 2), event: ContactID(high: 3, low: 4)),
            last: .init(contact: ContactID(high: 5, low: 6), event: ContactID(high: 7, low: 8)), epoch: 1, system: 77,
            snapshot: try #require(Snapshot("200:210:205,207")), sealedAt: Instant(seconds: 0), previous: .empty,
            publicKey: [UInt8](repeating: 0xAB, count: 32))
        #expect(
            seal.statement == """
                meibo seal 1
                installation 1b4e28ba-2fa1-11d2-883f-0016d3cca427
                number 2
                leaf 1
                lines 7
                tree b413f47d13ee2fe6c845b2ee141af81de858df4ec549a58b7970bb96645bc8d2
                first 00000000-0000-0001-0000-000000000002 00000000-0000-0003-0000-000000000004
                last 00000000-0000-0005-0000-000000000006 00000000-0000-0007-0000-000000000008
                epoch 1
                system 77
                snapshot 200:210:205,207
                sealed_at 1970-01-01T00:00:00Z
                previous e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                key abababababababababababababababababababababababababababababababab

                """)
        #expect(seal.root == MerkleHash(SHA256.hash(data: Array(seal.statement.utf8))))
    }

    @Test("a chain as it was made holds")
    func holds() throws {
        let seals = try nights()
        try SealChain(seals).check(signedBy: Array(key.publicKey.rawRepresentation))
        try SealChain(Array(seals.dropFirst(2))).check(signedBy: nil, fromBeginning: false)
        try SealChain([]).check(signedBy: nil)
    }

    @Test("a seal taken away is named, wherever it stood", arguments: 0..<4)
    func missing(index: Int) throws {
        var seals = try nights()
        seals.remove(at: index)
        #expect(problem(seals) == "seal \(index + 1) is missing")
    }

    @Test("two seals that changed places are named")
    func swapped() throws {
        var seals = try nights()
        (seals[1].seal.tree, seals[2].seal.tree) = (seals[2].seal.tree, seals[1].seal.tree)
        #expect(problem(seals) == "seal 2 was changed: its signature does not fit")
        seals = try nights()
        seals.swapAt(1, 2)
        #expect(problem(seals) == "seal 2 is missing")
    }

    @Test("a seal made anew, with the right key, breaks the chain behind it")
    func madeAnew() throws {
        var seals = try nights()
        seals[1].seal.lines += 1
        seals[1].signature = try seals[1].seal.signature(by: key)
        #expect(
            problem(seals, signedBy: Array(key.publicKey.rawRepresentation))
                == "seal 3 does not follow seal 2: one was exchanged")
    }

    @Test("a seal of another key, or one that saw less than the one before, is refused")
    func foreign() throws {
        let seals = try nights()
        let other = Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)
        #expect(problem(seals, signedBy: other) == "seal 1 was signed with another key")
        let backwards = try chain([(1, "200:200:"), (1, "150:300:180")])
        #expect(problem(backwards) == "seal 2 saw less than seal 1 before it")
    }

    @Test(
        "a line belongs to the first seal of its epoch that saw it, and what an epoch left over to the next epoch's first"
    )
    func membership() throws {
        let chain = SealChain(try nights())
        let expected: [(epoch: Int, xid: UInt64, seal: Int?)] = [
            (1, 99, 0), (1, 100, 1), (1, 204, 1), (1, 205, 2), (1, 206, 1), (1, 210, 2), (1, 299, 2), (1, 300, 3),
            (1, 9000, 3), (2, 89, 3), (2, 92, 4), (2, 499, 4), (2, 500, nil), (3, 1, nil), (0, 5, 0),
        ]
        for line in expected {
            #expect(chain.index(epoch: line.epoch, xid: line.xid) == line.seal, "\(line)")
        }
    }

    @Test("any one column of a seal changed breaks its signature")
    func anyColumn() throws {
        let seal = try nights()[1]
        let changes: [(inout Seal) -> Void] = [
            { $0.number += 1 }, { $0.installation.removeLast() }, { $0.lines += 1 }, { $0.tree = .empty },
            { $0.first = .init(contact: $0.first.event, event: $0.first.event) },
            { $0.last = .init(contact: $0.last.contact, event: $0.last.contact) }, { $0.epoch += 1 },
            { $0.system += 1 },
            { $0.snapshot = Snapshot("200:210:206")! }, { $0.sealedAt.microseconds += 1 }, { $0.previous = nil },
            { $0.publicKey[0] ^= 1 },
        ]
        for (index, change) in changes.enumerated() {
            var changed = seal
            change(&changed.seal)
            #expect(!changed.seal.isSigned(changed.signature), "change \(index)")
        }
    }

    @Test(
        "a text that is no snapshot is none", arguments: ["", "1", "1:2", "2:1:", "a:b:", "1:2:x", "1:2:3:4", "-1:2:"])
    func noSnapshot(text: String) {
        #expect(Snapshot(text) == nil)
    }
}
