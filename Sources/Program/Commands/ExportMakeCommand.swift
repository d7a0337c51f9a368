import ArgumentParser
import Consent
import Engines
import Flows
import Store

struct ExportMakeCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Write the people of a list who may be mailed, each with their own link.")
    @OptionGroup var options: GlobalOptions
    @Argument(
        help: ArgumentHelp(
            "The list's slug; of several, in commas or one after the other, the first that a person may be mailed on decides.",
            valueName: "slug"))
    var lists: [String]
    @Option(help: "A saved segment.") var segment: String?
    @Option(name: .customLong("where"), help: "An expression instead of a saved segment.") var expression: String?
    @Option(help: "The format: \(Engines.all.map { $0.name }.joined(separator: ", ")).") var engine: String
    @Option(help: "A new folder, a new file that ends like the format, or - for standard output.") var output: String
    @Option(help: "How long it may be used: 12h, 2d, …") var expires: String = "12h"
    @Option(
        help: ArgumentHelp(
            "What goes along for the text: name, locale, attributes, or ALIAS=ATTRIBUTE, in commas. Default: everything for csv, jsonl and excel, else name.",
            valueName: "names"))
    var fields: String?
    @OptionGroup(title: "Who") var people: PeopleOptions
    @OptionGroup(title: "The engine's own") var own: EngineOptions
    @OptionGroup(title: "The files") var files: FileOptions

    /// Who of those that may be mailed.
    struct PeopleOptions: ParsableArguments {
        @Option(help: "At most so many people.") var limit: Int?
        @Option(help: ArgumentHelp("Leave out a share by lot, to compare with later.", valueName: "5%"))
        var holdout: String?
        @Option(help: ArgumentHelp("Leave out the same people as an earlier manifest.", valueName: "seed"))
        var holdoutSeed: String?
    }

    /// What the sender decides and an engine asks for.
    struct EngineOptions: ParsableArguments {
        @Option(help: ArgumentHelp("The From of the mails.", valueName: "\"Name <address>\"")) var from: String?
        @Option(help: "The template, by its name, alias or number there.") var template: String?
        @Option(help: "The subject, where the template has none.") var subject: String?
        @Option(help: "Postmark's message stream. Default: broadcast, for transactional lists outbound.")
        var messageStream: String?
        @Option(help: "Amazon SES's configuration set.") var configurationSet: String?
        @Option(help: "For excel: utf-8 or cp932. Default: utf-8.") var encoding: String?

        var values: [EngineOption: String] {
            let all: [EngineOption: String?] = [
                .from: from, .template: template, .subject: subject, .messageStream: messageStream,
                .configurationSet: configurationSet, .encoding: encoding,
            ]
            return all.compactMapValues { $0 }
        }
    }

    /// How the files are cut and kept.
    struct FileOptions: ParsableArguments {
        @Option(help: ArgumentHelp("domain: a file for every hour, with at most so many people of one domain."))
        var shardBy: ShardKey?
        @Option(help: "With --shard-by: at most so many people of one domain an hour.") var perHour: Int = 10_000
        @Option(
            help: ArgumentHelp(
                "Encrypt for this key by the installed age or GnuPG; may be repeated.", valueName: "recipient"))
        var encryptTo: [String] = []
        @Flag(help: "Freeze the people first; after a crash, the same command writes the same bytes.") var resume =
            false
    }

    enum ShardKey: String, ExpressibleByArgument, CaseIterable {
        case domain
    }

    func run(in session: Session, printer: Printer) throws {
        let request = try request(session)
        let report = try ExportFlow(request, store: session.store, keys: session.keys).run(now: .now) {
            printer.progress("\($0) people written")
        }
        printer.endProgress()
        report.notes.forEach { printer.note($0) }
        if output == "-" {
            printer.note("\(report.recipients) people; manifest: \(report.manifest)")
        } else {
            printer.record(report.record)
        }
    }

    private func request(_ session: Session) throws -> ExportRequest {
        let settings = session.settings
        if let limit = people.limit, limit < 0 {
            throw Failure(.usage, "--limit \(limit): a number of people is not negative")
        }
        guard files.perHour > 0 else {
            throw Failure(.usage, "--per-hour \(files.perHour): at least one an hour")
        }
        var request = ExportRequest(
            lists: lists.flatMap { $0.split(separator: ",").map(String.init) },
            selection: try Selection(segment: segment, expression: expression), engine: engine, output: output,
            lifetime: try DurationArgument.seconds(expires, flag: "--expires"), actor: settings.actor,
            baseURL: try settings.requiredBaseURL(), home: settings.home)
        request.limit = people.limit
        request.zone = try session.zone()
        request.fields = fields.map { $0.split(separator: ",").map(String.init) }
        request.options = own.values
        request.options[.bounceDomain] = try settings.checkedBounceDomain()
        if let seed = people.holdoutSeed, people.holdout == nil {
            throw Failure(.usage, "--holdout-seed “\(seed)” needs --holdout")
        }
        request.holdout = people.holdout.map { (share: $0, seed: people.holdoutSeed) }
        request.perHour = files.shardBy.map { _ in files.perHour }
        request.encryptTo = files.encryptTo
        request.resumes = files.resume
        return request
    }
}

extension ExportMakeCommand {
    /// Arguments and options as help shows them, for the help of `export`.
    static var flags: String {
        let help = helpMessage(columns: 78)
        guard let start = help.firstRange(of: "ARGUMENTS:") else { return help }
        return String(help[start.lowerBound...])
    }
}

extension Settings {
    /// The bounce domain in its ASCII form. Throws a `Failure` (78) if it is none.
    func checkedBounceDomain() throws -> String? {
        guard let bounceDomain else { return nil }
        guard let address = try? EmailAddress("b@\(bounceDomain)") else {
            throw Failure(.configuration, "LISTS_BOUNCE_DOMAIN “\(bounceDomain)” is no domain")
        }
        return String(address.domain)
    }
}

extension ExportReport {
    var record: [(String, PrintedValue)] {
        [
            ("send_list", .number(Int(sendList))), ("list", .text(lists.joined(separator: ","))),
            ("recipients", .number(recipients)), ("excluded", .counts(excluded)),
            (
                "files",
                .array(
                    files.map {
                        .object([("path", .text($0.path)), ("rows", .number($0.rows)), ("sha256", .text($0.sha256))])
                    })
            ),
            ("manifest", .text(manifest)), ("as_of", .text(asOf)), ("expires_at", .text(expiresAt)),
        ]
    }
}
