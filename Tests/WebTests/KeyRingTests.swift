import Consent
import Crypto
import Postgres
import Synchronization
import Testing

@testable import Web

/// How a running service learns of keys.
@Suite("The keys of a running service") struct KeyRingTests {
    private static let first = SymmetricKey(size: .bits256)
    private static let second = SymmetricKey(size: .bits256)
    private let old = TokenKeys([1: first])
    private let both = TokenKeys([1: first, 2: second])
    private let token = Token(
        contact: ContactID(high: 1, low: 2).asVersion8, scope: .list(ListID(rawValue: 1)), sendList: 0)

    /// A database that counts how often it is asked.
    private final class Source: Sendable {
        let answer: Mutex<TokenKeys?>
        let reads = Mutex(0)

        init(_ keys: TokenKeys?) { answer = Mutex(keys) }

        func read() throws -> TokenKeys {
            reads.withLock { $0 += 1 }
            guard let keys = answer.withLock({ $0 }) else { throw PostgresError.connectionLost }
            return keys
        }
    }

    @Test func `are read again for a key that is not known, once for all who ask`() async throws {
        let source = Source(both)
        let ring = KeyRing(old) { try source.read() }
        let text = both.text(of: token)
        try await withThrowingTaskGroup { group in
            for _ in 0..<200 {
                group.addTask { [token] in
                    let found = try await ring.token(from: text)
                    #expect(found == token)
                }
            }
            try await group.waitForAll()
        }
        #expect(source.reads.withLock { $0 } == 1)
    }

    @Test func `are not read for a forged token of a known key`() async throws {
        let source = Source(both)
        let ring = KeyRing(old) { try source.read() }
        #expect(try await ring.token(from: "B" + old.text(of: token).dropFirst()) == nil)
        #expect(try await ring.token(from: String(old.text(of: token).dropLast()) + "!") == nil)
        #expect(try await ring.token(from: "") == nil)
        #expect(source.reads.withLock { $0 } == 0)
    }

    @Test func `that cannot be read make no 404: the caller hears that it cannot be told (A15)`() async throws {
        let source = Source(nil)
        let ring = KeyRing(old) { try source.read() }
        let text = both.text(of: token)
        await #expect(throws: PostgresError.connectionLost) { try await ring.token(from: text) }
        #expect(try await ring.token(from: old.text(of: token)) == token)
    }

    @Test func `forget a revoked one with the next reading`() async throws {
        let source = Source(TokenKeys([2: Self.second]))
        let ring = KeyRing(both) { try source.read() }
        let refreshing = Task { await ring.keepFresh(every: .milliseconds(10)) { _ in } }
        defer { refreshing.cancel() }
        let text = old.text(of: token)
        // Far off, since tests that block hold the threads: it only keeps a fault from hanging.
        let deadline = ContinuousClock.now + .seconds(1200)
        while try await ring.token(from: text) != nil, .now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await ring.token(from: text) == nil)
    }
}
