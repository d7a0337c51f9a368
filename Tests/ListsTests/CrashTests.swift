import Foundation
import Synchronization
import TestSupport
import Testing

/// kill -9 at seeded moments: of the import, the service and the database. CRASH_ROUNDS raises the rounds (default 5).
@Suite("After a kill -9", .serialized) struct CrashTests {
    static let rounds = ProcessInfo.processInfo.environment["CRASH_ROUNDS"].flatMap { Int($0) } ?? 5

    @Test(.home) func `of the import, all of a run is there or nothing`() throws {
        let home = Scope.home!
        let (count, seed) = (20_000, Self.newSeed())
        var random = SplitMix(seed: seed)
        let service = try Service(home)
        defer { _ = service.stop() }
        for round in 1...Self.rounds {
            let people = (1...count).map { "r\(round)p\($0)@example.com,\($0)\n" }
            try home.write("crash.csv", "email,number\n" + people.joined())
            let arguments = [
                "import", "crash.csv", "--list", "news", "--basis", "consent", "--source", "s\(round)", "--obtained-at",
                "2026-01-05",
            ]
            let before = try Self.contacts(home)
            let program = try home.start(arguments)
            usleep(UInt32.random(in: 20_000...1_500_000, using: &random))
            program.kill(SIGKILL)
            _ = program.wait()
            let brought = try Self.contacts(home) - before
            #expect(brought == 0 || brought == count, "\(brought) of \(count): seed \(seed), round \(round)")
            try Self.ledgerHolds(home, "seed \(seed), round \(round)")
            // The next one is not kept out by what was left.
            let again = try home.run(arguments)
            #expect(again.code == 0, "\(again)")
            #expect(try Self.contacts(home) == before + count, "seed \(seed), round \(round)")
        }
    }

    @Test(.home) func `of an export nothing can be seen, and the next one clears away what was left`() throws {
        let home = Scope.home!
        let seed = Self.newSeed()
        var random = SplitMix(seed: seed)
        let service = try Service(home)
        defer { _ = service.stop() }
        try home.importContacts((1...5_000).map { "p\($0)@example.com" })
        // Of a program that goes on, as far as anybody can tell; a name that only looks like a draft; another file's.
        let alive = "\(home.folder)/out.partial-999999"
        try FileManager.default.createDirectory(atPath: alive, withIntermediateDirectories: false)
        let descriptor = open(alive, O_RDONLY)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        try home.write("out.partial-note", "mine")
        try home.write("about.partial-1", "mine")
        // Called like a draft, and readable by others as none is; without a number.
        try home.write("out.csv.partial-2024", "mine")
        try home.write("out.partial-", "mine")
        #expect(
            chmod("\(home.folder)/out.csv.partial-2024", 0o644) == 0 && chmod("\(home.folder)/out.partial-", 0o600) == 0
        )
        var left = 0
        for round in 1...4 * Self.rounds {
            let arguments = [
                "export", "news", "--engine", "csv", "--output", round.isMultiple(of: 2) ? "out" : "out.csv",
            ]
            let program = try home.start(arguments)
            usleep(UInt32.random(in: 20_000...250_000, using: &random))
            program.kill(SIGKILL)
            _ = program.wait()
            left += try Self.drafts(home).count > 2 ? 1 : 0
            // The manifest comes last: whoever has one has the whole.
            for manifest in ["out/manifest.json", "out.csv.manifest.json"] where home.exists(manifest) {
                #expect(try home.run(["export", "verify", manifest]).code == 0, "seed \(seed), round \(round)")
            }
            for path in ["out", "out.csv", "out.csv.manifest.json"] {
                try? FileManager.default.removeItem(atPath: "\(home.folder)/\(path)")
            }
        }
        #expect(left > 0, "no kill came while a draft was there: seed \(seed)")
        for output in ["out", "out.csv"] { try home.done("export", "news", "--engine", "csv", "--output", output) }
        #expect(try Self.drafts(home).sorted() == ["out.csv.partial-2024", "out.partial-999999"], "seed \(seed)")
        for name in ["out.partial-note", "out.partial-", "about.partial-1"] { #expect(home.exists(name), "\(name)") }
    }

    private static func drafts(_ home: Home) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: home.folder).filter {
            $0.wholeMatch(of: /out(\.csv)?(\.manifest\.json)?\.partial-[0-9]+/) != nil
        }
    }

    @Test(.home, arguments: ["service", "database"])
    func `under clicks, every acknowledged click is in the ledger`(victim: String) throws {
        let home = Scope.home!
        let seed = Self.newSeed()
        var random = SplitMix(seed: seed)
        let people = (1...3000).map { "\(victim)\($0)@example.com" }
        try home.importContacts(people)
        var links = Array(try home.links().shuffled(using: &random))
        for round in 1...Self.rounds {
            let service = try Service(home)
            let batch = Array(links.prefix(3000 / Self.rounds))
            links.removeFirst(batch.count)
            let acknowledged = Self.click(batch, on: service) {
                usleep(UInt32.random(in: 30_000...400_000, using: &random))
                if victim == "service" { service.program.kill(SIGKILL) } else { Self.killDatabase(home) }
            }
            if victim == "database" {
                // The next command starts the server again; the service recovers by itself.
                let next = try home.run(["list", "ls"])
                if next.code != 0 { _ = service.stop() }
                try #require(next.code == 0, "after the kill of the database: \(next)")
                try Self.recovers(service, with: batch[0].value, "seed \(seed), round \(round)")
                #expect(service.stop().code == 0)
            } else {
                _ = service.program.wait()
            }
            let keeper = try Service(home)
            defer { _ = keeper.stop() }
            let out = try Self.peopleOut(home)
            #expect(!acknowledged.isEmpty, "no click before the kill: seed \(seed), round \(round)")
            #expect(acknowledged.subtracting(out).isEmpty, "lost: seed \(seed), round \(round)")
            try Self.ledgerHolds(home, "seed \(seed), round \(round)")
        }
    }

    @Test func `or not, two first commands at once on a fresh data folder both work`() throws {
        let home = try Home()
        defer { home.remove() }
        let both = try (1...2).map {
            try home.start(["list", "create", "list\($0)", "--name", "L", "--format", "json"])
        }
        for program in both {
            let output = program.wait()
            #expect(output.code == 0, "\(output)")
        }
        #expect(try home.done("list", "ls", "--format", "csv").split(whereSeparator: \.isNewline).count == 3)
    }

    /// What the clicking threads share.
    private final class Tally: Sendable {
        let next = Mutex(0)
        let done = Mutex(Set<String>())
    }

    /// POSTs from eight threads; answers who was told 2xx.
    private static func click(
        _ batch: [(key: String, value: String)], on service: Service, while kill: () -> Void
    ) -> Set<String> {
        let tally = Tally()
        let group = DispatchGroup()
        for _ in 1...8 {
            group.enter()
            Thread.detachNewThread {
                while case let index = tally.next.withLock({ ($0, $0 += 1).0 }), index < batch.count {
                    guard let answer = try? service.click(batch[index].value) else { continue }
                    if answer.isDone { _ = tally.done.withLock { $0.insert(batch[index].key) } }
                }
                group.leave()
            }
        }
        // On a busy machine the first answer may take a while; the seeded moment counts from it.
        for _ in 1...6000 where tally.done.withLock({ $0.isEmpty }) { usleep(5000) }
        kill()
        group.wait()
        return tally.done.withLock { $0 }
    }

    private static func recovers(_ service: Service, with link: String, _ comment: String) throws {
        for _ in 0..<300 {
            if try service.get("/readyz").status == 200, try service.click(link).status == 200 { return }
            usleep(100_000)
        }
        Issue.record("the service did not recover: \(comment)")
    }

    private static func killDatabase(_ home: Home) {
        guard let text = try? home.read("home/postgres/postmaster.pid"),
            let id = text.split(separator: "\n").first.flatMap({ pid_t($0) })
        else { return }
        kill(id, SIGKILL)
    }

    private static func peopleOut(_ home: Home) throws -> Set<String> {
        let rows = try home.sql(
            "SELECT canonical_address FROM contacts JOIN choices USING (contact_id) WHERE opted_out_at IS NOT NULL")
        return Set(rows.split(whereSeparator: \.isNewline).map(String.init))
    }

    private static func contacts(_ home: Home) throws -> Int {
        try #require(Int(home.sql("SELECT count(*) FROM contacts")))
    }

    private static func ledgerHolds(_ home: Home, _ comment: String) throws {
        let output = try home.run(["ledger", "verify"])
        #expect(output.code == 0, "\(comment): \(output)")
    }

    private static func newSeed() -> UInt64 {
        let seed = ProcessInfo.processInfo.environment["CRASH_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...9999)
        print("crash seed \(seed)")
        return seed
    }
}
