import Foundation
import Testing

/// An export that cannot be, and segments that cannot be read.
@Suite("An export that cannot be", .servedHome, .serialized) struct BadExportTests {
    private let home: Home = Scope.home

    @Test func `for an unknown engine, list or segment is a usage error (64)`() throws {
        try refused(64, export("--engine", "pigeon", "--output", "out"), naming: "pigeon")
        try refused(64, home.run(["export", "nowhere", "--engine", "csv", "--output", "out"]), naming: "nowhere")
        try refused(64, export("--segment", "nobody", "--engine", "csv", "--output", "out"), naming: "nobody")
        try refused(64, home.run(["segment", "count", "nobody"]), naming: "nobody")
        try refused(64, home.run(["why", "a@example.com", "--list", "nowhere"]), naming: "nowhere")
        #expect(try export("--engine", "csv").code == 64)
        #expect(!home.exists("out"))
    }

    @Test func `with options that do not fit the engine is a usage error (64)`() throws {
        try refused(64, export("--engine", "csv", "--output", "out.txt"), naming: "out.txt", ".csv")
        try refused(64, export("--engine", "ses", "--output", "out"), naming: "--from")
        try refused(64, export("--engine", "ses", "--from", "a@b.example", "--output", "out"), naming: "--template")
        try refused(64, export("--engine", "csv", "--template", "t", "--output", "out"), naming: "--template")
        try refused(64, export("--engine", "csv", "--fields", "nobody", "--output", "out"), naming: "nobody")
        try refused(78, export("--engine", "smtp", "--output", "out"), naming: "LISTS_BOUNCE_DOMAIN")
        let mailjet = try export(
            "--engine", "mailjet", "--from", "a@b.example", "--template", "spring", "--output", "out")
        refused(64, mailjet, naming: "--template", "number")
        #expect(!home.exists("out") && !home.exists("out.txt"))
    }

    @Test(arguments: ["recheck", "verify", "ls", "find", "show", "engines", "make"])
    func `is of no list that is called like a command`(slug: String) throws {
        try refused(64, home.run(["list", "create", slug, "--name", "x"]), naming: slug)
        #expect(try home.run(["export", slug, "--help"]).code == 0)
    }

    @Test func `by a bad expression shows the place (65)`() throws {
        for output in [
            try export("--where", "plan = ", "--engine", "csv", "--output", "out"),
            try home.run(["segment", "set", "broken", "a = 1 AND ("]),
            try home.run(["segment", "count", "--where", "plan = = 3"]),
        ] {
            #expect(output.code == 65, "\(output)")
            #expect(output.error.hasPrefix("lists: "), "\(output)")
            #expect(output.error.contains("^"), "no caret: \(output)")
            #expect(output.out == "")
        }
        #expect(!home.exists("out"))
        try refused(64, home.run(["segment", "show", "broken"]))
    }

    @Test func `of nobody is a warning, and done`() throws {
        let output = try export("--where", "email = \"nobody@nowhere.example\"", "--engine", "csv", "--output", "none")
        #expect(output.code == 0, "\(output)")
        #expect(!output.error.isEmpty, "there is no warning")
        #expect(try Table(home.read("none/recipients.csv")).rows.isEmpty)
    }

    @Test func `with a blank sender profile is refused (78, H8)`() throws {
        try home.done("list", "create", "blank", "--name", "Blank")
        try refused(78, home.run(["export", "blank", "--engine", "csv", "--output", "out"]), naming: "blank", "sender")
        #expect(!home.exists("out"))
    }

    @Test func `needs an https address, or http on loopback (78)`() throws {
        for address in [nil, "", "http://lists.example.jp", "ftp://127.0.0.1", "lists.example.jp", "https://"] {
            let output = try home.run(
                ["export", "news", "--engine", "csv", "--output", "out"], ["LISTS_BASE_URL": address])
            refused(78, output, naming: "LISTS_BASE_URL")
        }
        #expect(!home.exists("out"))
        let public_ = try home.run(
            ["export", "news", "--engine", "csv", "--output", "public"], ["LISTS_BASE_URL": "https://lists.example.jp"])
        #expect(public_.code == 0, "\(public_)")
    }

    @Test func `onto something that is there leaves it alone (73)`() throws {
        try home.write("there.csv", "mine")
        try home.write("folder.txt", "mine")
        try refused(73, export("--engine", "csv", "--output", "there.csv"), naming: "there.csv")
        #expect(try home.read("there.csv") == "mine")
        try refused(73, export("--engine", "csv", "--output", "folder.txt/x"))
        try home.done("export", "news", "--engine", "csv", "--output", "taken")
        let manifest = try home.read("taken/manifest.json")
        try refused(73, export("--engine", "csv", "--output", "taken"), naming: "taken")
        #expect(try home.read("taken/manifest.json") == manifest)
    }

    @Test(.enabled(if: access("/dev/full", W_OK) == 0))
    func `to a full standard output is 73`() throws {
        try home.importContacts(["full@example.com"])
        let command = "'\(Binary.path)' export news --engine csv --output - >/dev/full"
        let output = try Program(["sh", "-c", command], folder: home.folder, environment: home.environment).wait()
        #expect(output.code == 73, "\(output)")
        #expect(output.error.hasPrefix("lists: "), "\(output)")
    }

    @Test(.enabled(if: geteuid() == 0, "only root may mount the small disk"))
    func `on a full disk is 73, and no half list is left`() throws {
        try home.importContacts((1...3000).map { "disk\($0)@example.com" })
        try FileManager.default.createDirectory(atPath: "\(home.folder)/disk", withIntermediateDirectories: true)
        let mounted = try system("mount -t tmpfs -o size=64k tmpfs disk")
        // A container without the right to mount cannot try this.
        guard mounted.code == 0 else { return }
        defer { _ = try? system("umount disk") }
        try refused(73, export("--engine", "csv", "--output", "disk/list"), naming: "disk/list", "space")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: "\(home.folder)/disk") == [])
        try refused(73, export("--engine", "csv", "--output", "disk/list.csv"), naming: "space")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: "\(home.folder)/disk") == [])
    }

    @Test func `to a file that may not grow is 73, and no half list is left`() throws {
        try home.importContacts((1...3000).map { "limit\($0)@example.com" })
        // The service keeps the server up, which the limit would hit as well.
        let service = try Service(home)
        defer { _ = service.stop() }
        for output in ["limited", "limited.csv"] {
            let command = "ulimit -f 64; exec '\(Binary.path)' export news --engine csv --output \(output)"
            let ended = try system(command)
            #expect(ended.code == 73, "\(ended)")
            #expect(ended.error.contains(output), "\(ended)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: home.folder).filter { $0.contains("limited") }
        #expect(left == [])
    }

    private func export(_ arguments: String...) throws -> Program.Output {
        try home.run(["export", "news"] + arguments)
    }

    private func system(_ command: String) throws -> Program.Output {
        try Program(["sh", "-c", command], folder: home.folder, environment: home.environment).wait()
    }
}
