import Foundation
import Testing

/// `lists policy`, asked as Postfix asks it.
@Suite("The gate", .servedHome, .serialized) struct PolicyTests {
    private let home: Home = Scope.home

    init() throws {
        try home.done("list", "set", "news", "--sender-email", "news@aoba.example")
    }

    @Test func `answers many requests on one connection, in order`() throws {
        try home.importContacts(["in@example.com", "out@example.com"])
        try home.done("optout", "out@example.com", "--list", "news", "--source", "telephone")
        let policy = try Policy(home)
        defer { _ = policy.stop() }
        let stream = try TextStream(port: policy.port)
        for round in 0..<100 {
            let person = round.isMultiple(of: 2) ? "in" : "out"
            let answer = try Policy.ask(
                stream, ["protocol_state=RCPT", "sender=news@aoba.example", "recipient=\(person)@example.com"])
            #expect(
                answer
                    == (person == "in"
                        ? "action=DUNNO" : "action=REJECT 5.7.1 not to be mailed on list news: opted_out"))
        }
        // A click counts with the next message.
        let link = try #require(try home.links()["in@example.com"])
        #expect(try Scope.service.click(link).status == 200)
        let answer = try Policy.ask(
            stream, ["protocol_state=RCPT", "sender=NEWS+tag@aoba.example", "recipient=in@example.com"])
        #expect(answer?.contains("opted_out") == true, "\(String(describing: answer))")
    }

    @Test func `lets mail of other senders through, and never one message to many`() throws {
        let policy = try Policy(home, "--max-recipients", "3")
        defer { _ = policy.stop() }
        #expect(
            try policy.ask("protocol_state=RCPT", "sender=boss@aoba.example", "recipient=x@example.com")
                == "action=DUNNO")
        #expect(try policy.ask("protocol_state=RCPT", "sender=", "recipient=x@example.com") == "action=DUNNO")
        #expect(
            try policy.ask("protocol_state=DATA", "sender=boss@aoba.example", "recipient_count=3") == "action=DUNNO")
        let blast = try policy.ask("protocol_state=DATA", "sender=boss@aoba.example", "recipient_count=4")
        #expect(blast?.hasPrefix("action=REJECT 5.7.1 ") == true)
        let two = try policy.ask("protocol_state=DATA", "sender=news@aoba.example", "recipient_count=2")
        #expect(two?.contains("one recipient") == true)
        #expect(
            try policy.ask("protocol_state=DATA", "sender=news@aoba.example", "recipient_count=1") == "action=DUNNO")
    }

    @Test func `learns of a new sender without a restart`() throws {
        let policy = try Policy(home)
        defer { _ = policy.stop() }
        let ask = {
            try policy.ask("protocol_state=RCPT", "sender=new@aoba.example", "recipient=stranger@example.com")
        }
        #expect(try ask() == "action=DUNNO")
        try home.done(
            "list", "set", "news", "--sender-email", "news@aoba.example", "--sender-email", "New@Aoba.example")
        for _ in 0..<200 where try ask() == "action=DUNNO" { usleep(100_000) }
        #expect(try ask() == "action=REJECT 5.7.1 not to be mailed on list news: none")
        try home.createList("events")
        try refused(64, home.run(["list", "set", "events", "--sender-email", "new@aoba.example"]), naming: "news")
        try refused(64, home.run(["list", "set", "events", "--sender-email", "nobody"]), naming: "--sender-email")
        try refused(64, home.run(["list", "set", "events", "--sender-email", "a+b@aoba.example"]), naming: "+")
    }

    @Test func `closes what does not speak the protocol, and goes on with the others`() throws {
        let policy = try Policy(home)
        let good = try TextStream(port: policy.port)
        let attacks = [
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\n", "request=other\n\n", "nonsense\n", "\u{0}\u{1}\u{2}",
            String(repeating: "a", count: 100_000), String(repeating: "a=b\n", count: 1000),
            "request=smtpd_access_policy\nsender=a\nsender=b\n\n",
        ]
        for attack in attacks {
            let stream = try TextStream(port: policy.port)
            try? stream.write(attack)
            #expect(throws: TextStream.Closed.self, "\(attack.prefix(20))") { try stream.line() }
            let attributes = ["protocol_state=DATA", "sender=a@b.example", "recipient_count=1"]
            #expect(try Policy.ask(good, attributes) == "action=DUNNO")
        }
        // At the end idle connections are closed, and the program is done.
        let end = policy.stop()
        #expect(end.code == 0, "\(end)")
        #expect(throws: TextStream.Closed.self) { try good.line() }
        #expect(!end.error.contains("@"), "an address in the log: \(end.error)")
    }

    @Test func `holds hundreds of connections at once`() throws {
        let policy = try Policy(home)
        defer { _ = policy.stop() }
        let streams = try (0..<300).map { _ in try TextStream(port: policy.port) }
        let lines = "request=smtpd_access_policy\nprotocol_state=DATA\nsender=a@b.example\nrecipient_count=99\n\n"
        for stream in streams { try stream.write(lines) }
        for stream in streams { #expect(try stream.line().hasPrefix("action=REJECT")) }
    }

    @Test func `listens on a socket, and leaves a file that is no socket alone`() throws {
        try home.write("taken", "mine")
        let path = "\(home.folder)/taken"
        try refused(78, home.run(["policy", "--socket", path]), naming: path)
        #expect(try home.read("taken") == "mine")
        try refused(64, home.run(["policy", "--listen", "nowhere"]), naming: "--listen")
        try refused(64, home.run(["policy", "--max-recipients", "0"]), naming: "--max-recipients")
        let program = try home.start(["policy", "--socket", "\(home.folder)/gate"])
        for _ in 0..<2000 where !program.errorSoFar.contains("unix:") { usleep(10_000) }
        #expect(home.exists("gate"))
        try refused(78, home.run(["policy", "--socket", "\(home.folder)/gate"]), naming: "listens")
        program.kill(SIGTERM)
        #expect(program.wait(seconds: 30).code == 0)
        #expect(!home.exists("gate"))
    }
}
