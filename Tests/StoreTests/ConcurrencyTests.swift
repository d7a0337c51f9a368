import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Many writers at once: no deadlock, and nothing that was said is lost.
@Suite(.serialized) struct ConcurrencyTests {
    @Test("writers of the same people in any order end without a deadlock, and every line is folded")
    func manyWriters() throws {
        let desk = try Desk()
        let lists = [.allMarketing, desk.news.id, desk.events.id]
        let people = (1...12).map { Desk.person($0) }
        let writers = (1...4).map { seed in
            Background(desk.database.application) { connection in
                var random = SplitMix(seed: UInt64(seed))
                var appended = 0
                for _ in 0..<60 {
                    let batch = people.shuffled(using: &random).prefix(6).map { person in
                        let list = random.pick(lists)
                        let isYes = list != .allMarketing && random.chance(1, outOf: 2)
                        return ConsentLine(
                            contact: person, list: list, kind: isYes ? .optedIn : .optedOut, actor: "test",
                            method: isYes ? .confirmed : .oneClick)
                    }
                    appended += try Store(connection).append(batch).count { $0.outcome == .appended }
                }
                return appended
            }
        }
        let appended = try writers.reduce(0) { $0 + (try $1.value()) }
        #expect(appended == 4 * 60 * 6)
        #expect(try desk.lines() == appended)
        #expect(try desk.differences() == [])
    }

    @Test("a live no that waited for another writer is not earlier than what that one wrote")
    func stampedUnderLock() throws {
        let desk = try Desk()
        let person = Desk.person(1)
        try desk.no(person, desk.news)
        try desk.store.connection.execute("BEGIN")
        let yes = try desk.confirm(person, desk.news)
        let list = desk.news.id
        let click = Background(desk.database.application) { connection in
            try Store(connection).append([
                ConsentLine(contact: person, list: list, kind: .optedOut, actor: "test", method: .oneClick)
            ])[0].occurredAt
        }
        try desk.database.waitUntilSomebodyWaits()
        try desk.store.connection.execute("COMMIT")
        #expect(try click.value() >= yes.occurredAt)
        #expect(try desk.reason(person, desk.news) == "opted_out")
    }

    @Test("a run taken back while a click is under way does not lose the click", arguments: [true, false])
    func takeBackAgainstClick(clickFirst: Bool) throws {
        let desk = try Desk()
        let person = Desk.person(1)
        let before = ImportedFile(.optOut, desk.news, [ImportedFile.row(person, at: Desk.at(10))])
        let run = try before.imported(by: desk.store).run
        let list = desk.news.id
        try desk.store.connection.execute("BEGIN")
        if clickFirst {
            let click = try desk.no(person, desk.news)
            let undo = Background(desk.database.application) { connection in
                try Store(connection).undo(run, actor: "test", includingNos: true, reason: "wrong file")
            }
            try desk.database.waitUntilSomebodyWaits()
            try desk.store.connection.execute("COMMIT")
            #expect(try undo.value().people == 1)
            let deciding = try desk.store.subscription(of: person, to: desk.news, at: desk.now()).deciding
            #expect(deciding?.event == click.event)
        } else {
            try desk.store.connection.execute(
                "SELECT take_back(NULL, 'test', \(run), p_including_nos => true, p_reason => 'wrong file')")
            let click = Background(desk.database.application) { connection in
                try Store(connection).append([
                    ConsentLine(contact: person, list: list, kind: .optedOut, actor: "test", method: .oneClick)
                ])
            }
            try desk.database.waitUntilSomebodyWaits()
            try desk.store.connection.execute("COMMIT")
            _ = try click.value()
        }
        #expect(try desk.reason(person, desk.news) == "opted_out")
        #expect(try desk.differences() == [])
    }

    @Test("no no slips between the copying of an old address's lines and its link", arguments: [true, false])
    func moveAgainstClick(clickFirst: Bool) throws {
        let desk = try Desk()
        let (old, new) = (Desk.person(1), Desk.person(2))
        try desk.ground(new, desk.news)
        let list = desk.news.id
        let move: @Sendable (Connection) throws -> Void = { connection in
            try connection.execute("SELECT move_contact(\(old), \(new), 'test')")
        }
        let click: @Sendable (Connection) throws -> Void = { connection in
            _ = try Store(connection).append([
                ConsentLine(contact: old, list: list, kind: .optedOut, actor: "test", method: .oneClick)
            ])
        }
        try desk.store.connection.execute("BEGIN")
        try (clickFirst ? click : move)(desk.store.connection)
        let other = Background(desk.database.application, clickFirst ? move : click)
        try desk.database.waitUntilSomebodyWaits()
        try desk.store.connection.execute("COMMIT")
        try other.value()
        #expect(try desk.reason(new, desk.news) == "opted_out")
        #expect(try desk.differences() == [])
    }

    @Test("moves there and back amid opt-outs end without a deadlock, and every no arrives")
    func movesAmidClicks() throws {
        let desk = try Desk()
        let people = (1...4).map { Desk.person($0) }
        let list = desk.news.id
        let writers = (1...3).map { seed in
            Background(desk.database.application) { connection in
                var random = SplitMix(seed: UInt64(seed))
                for _ in 0..<25 {
                    let pair = people.shuffled(using: &random)
                    if seed == 1 {
                        try connection.execute("SELECT move_contact(\(pair[0]), \(pair[1]), 'test')")
                    } else {
                        _ = try Store(connection).append(
                            pair.prefix(2).map {
                                ConsentLine(
                                    contact: $0, list: list, kind: .optedOut, actor: "test", method: .oneClick)
                            })
                    }
                }
            }
        }
        for writer in writers { try writer.value() }
        #expect(try desk.differences() == [])
    }

    @Test("an import amid opt-outs revives nobody, and loses no click")
    func importAmidClicks() throws {
        let desk = try Desk()
        let people = (1...200).map { Desk.person($0) }
        let file = ImportedFile(.contacts, desk.news, people.map { ImportedFile.row($0) })
        let list = desk.news.id
        let clicks = (0..<2).map { lane in
            Background(desk.database.application) { connection in
                for start in stride(from: lane * 100, to: lane * 100 + 100, by: 10) {
                    _ = try Store(connection).append(
                        people[start..<start + 10].map {
                            ConsentLine(contact: $0, list: list, kind: .optedOut, actor: "test", method: .oneClick)
                        })
                }
            }
        }
        for _ in 0..<3 { try file.imported(by: desk.store) }
        for click in clicks { try click.value() }
        let sendable = try desk.store.count("true", sendableOn: list, at: desk.now())
        #expect(sendable == 0)
        #expect(try desk.differences() == [])
    }
}
