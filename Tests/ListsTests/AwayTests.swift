import Foundation
import Testing

/// The service without its database, and its end.
@Suite("The service") struct AwayTests {
    @Test(.home) func `answers 503 with Retry-After while the database is away, and recovers (A15)`() throws {
        let home = Scope.home!
        try home.importContacts(["away@example.com"])
        let link = try #require(try home.links()["away@example.com"])
        // As to a database of somebody else's: one of its own the service would start again.
        let url = "postgresql://meibo_app@/meibo?host=\(home.folder)/home/run"
        let keepsUp = try Service(home)
        let service = try Service(home, ["DATABASE_URL": url])
        keepsUp.program.kill(SIGKILL)
        _ = keepsUp.program.wait()
        try end(home, SIGINT)
        for answer in [try service.click(link), try service.get(link), try service.get("/readyz")] {
            #expect(answer.status == 503, "\(answer)")
            #expect(answer["retry-after"].flatMap { Int($0) } != nil)
        }
        #expect(try service.get("/healthz").status == 200)
        let again = try Service(home)
        defer { _ = again.stop() }
        #expect(try service.get("/readyz").status == 200)
        #expect(try service.click(link).status == 200)
        #expect(try home.json("why", "away@example.com", "--list", "news")["reason"] as? String == "opted_out")
        let end = service.stop()
        #expect(end.code == 0, "\(end)")
        #expect(!end.error.contains(link.dropFirst(3)), "a token in the log")
    }

    @Test(.home) func `records a click though every idle connection was cut`() throws {
        let home = Scope.home!
        let people = (1...4).map { "cut\($0)@example.com" }
        try home.importContacts(people)
        let links = try home.links()
        let service = try Service(home)
        for person in people {
            let link = try #require(links[person])
            #expect(try service.click(link).status == 200)
            _ = try home.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        }
        #expect(service.stop().code == 0)
    }

    @Test(.home) func `starts a database of its own again that was killed`() throws {
        let home = Scope.home!
        try home.importContacts(["killed@example.com"])
        let link = try #require(try home.links()["killed@example.com"])
        let service = try Service(home)
        try end(home, SIGKILL)
        let deadline = Date().addingTimeInterval(60)
        while try !service.click(link).isDone {
            guard Date() < deadline else { break }
            usleep(100_000)
        }
        #expect(try home.json("why", "killed@example.com", "--list", "news")["reason"] as? String == "opted_out")
        #expect(service.stop().code == 0)
        #expect(!home.exists("home/postgres/postmaster.pid"))
    }

    @Test(.home) func `ends cleanly on Ctrl-C too, and so does the gate`() throws {
        let home = Scope.home!
        let (service, gate) = (try Service(home), try Policy(home))
        for program in [service.program, gate.program] {
            program.kill(SIGINT)
            let end = program.wait()
            #expect(end.code == 0, "\(end)")
        }
        #expect(!home.exists("home/postgres/postmaster.pid"), "the last one out stops the server")
    }

    @Test(.home) func `ends cleanly on SIGTERM, and says when its port is taken`() throws {
        let home = Scope.home!
        let service = try Service(home)
        let second = try home.run(["serve", "--port", "\(service.port)"])
        #expect(second.code != 0 && second.code != 70, "\(second)")
        #expect(second.error.hasPrefix("lists: "), "\(second)")
        #expect(service.stop().code == 0)
        #expect(!home.exists("home/postgres/postmaster.pid"), "the last one out stops the server")
    }

    /// Ends the server by a signal and waits until it has gone.
    private func end(_ home: Home, _ signal: Int32) throws {
        let text = try home.read("home/postgres/postmaster.pid")
        let id = try #require(text.split(separator: "\n").first.flatMap { pid_t($0) })
        kill(id, signal)
        for _ in 0..<500 where kill(id, 0) == 0 { usleep(20_000) }
    }
}
