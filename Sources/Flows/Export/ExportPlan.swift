import Consent
import Engines
import Postgres
import Store

/// A request for an export, checked: everything that can be wrong with it was found before anything is begun.
struct ExportPlan {
    let request: ExportRequest
    let engine: any EngineFormat.Type
    let lists: [MailingList]
    let selected: SegmentResolver.Resolved
    let fields: [MergeField]
    let holdout: Manifest.Holdout?
    let encryption: Encryption?
    let place: BundlePlace

    /// Throws a `Failure` that says what is wrong.
    init(_ request: ExportRequest, store: Store, now: Instant) throws {
        self.request = request
        guard let engine = Engines.named(request.engine) else {
            let names = Engines.all.map { $0.name }.joined(separator: ", ")
            throw Failure(.usage, "there is no engine “\(request.engine)”; engines: \(names)")
        }
        self.engine = engine
        encryption = request.encryptTo.isEmpty ? nil : try Encryption(to: request.encryptTo)
        place = try BundlePlace(
            output: request.output, fileName: engine.fileName, encryption: encryption, home: request.home)
        lists = try Self.lists(request.lists, store)
        selected = try SegmentResolver(store: store, now: now, zone: request.zone).resolve(request.selection)
        do throws(EngineProblem) {
            try engine.policy.check(request.options)
        } catch {
            throw Failure(error, engine: engine.name)
        }
        fields = try Self.fields(request.fields, engine, attributes: store.attributeNames())
        holdout = try request.holdout.map { asked in
            let seed = asked.seed ?? Holdout.newSeed()
            _ = try Holdout(share: asked.share, seed: seed)
            return Manifest.Holdout(share: asked.share, seed: seed)
        }
        try checkPlace()
        // A format that cannot be made is found out before anything is written.
        _ = try format(sendList: 0)
    }

    /// What the format is told.
    func job(sendList: Int64) -> EngineJob {
        EngineJob(
            sendList: sendList, isMarketing: lists[0].stream == .marketing, fields: fields, options: request.options)
    }

    func format(sendList: Int64) throws -> any EngineFormat {
        do throws(EngineProblem) {
            return try engine.init(job(sendList: sendList))
        } catch {
            throw Failure(error, engine: engine.name)
        }
    }

    /// The List-Id value of a list, which the first export fixes.
    func headerID(of list: MailingList) -> String {
        list.headerID ?? "\(list.slug).\(request.baseURL.host)"
    }

    private func checkPlace() throws {
        if request.perHour != nil, case .folder = place {
        } else if request.perHour != nil {
            throw Failure(.usage, "--shard-by makes several files: name a folder with --output")
        }
        if case .standardOutput = place {
            guard encryption == nil else {
                throw Failure(.usage, "--encrypt-to writes files: name a folder or file with --output")
            }
            guard !request.resumes else {
                throw Failure(.usage, "--resume writes files: name a folder or file with --output")
            }
        }
    }

    private static func lists(_ slugs: [String], _ store: Store) throws -> [MailingList] {
        var seen: Set<String> = []
        let lists = try slugs.filter { seen.insert($0).inserted }.map { try checked(store.list($0)) }
        guard let first = lists.first else { throw Failure(.usage, "name a list") }
        guard lists.allSatisfy({ $0.stream == first.stream }) else {
            throw Failure(.usage, "marketing and transactional lists do not go out together: export each by itself")
        }
        guard lists.count <= 100 else { throw Failure(.usage, "at most 100 lists go into one send list") }
        return lists
    }

    private static func checked(_ list: MailingList) throws -> MailingList {
        if list.archivedAt != nil { throw Failure(.usage, "list \(list.slug) is archived: nothing goes out on it") }
        let missing = list.stream == .marketing ? list.sender.missing : []
        guard missing.isEmpty else {
            throw Failure(
                .configuration,
                "the sender profile of \(list.slug) lacks \(missing.joined(separator: ", ")): "
                    + "every mail must name its sender; lists list set \(list.slug) \(missing[0]) …")
        }
        return list
    }

    private static func fields(
        _ texts: [String]?, _ engine: any EngineFormat.Type, attributes: [String]
    ) throws -> [MergeField] {
        guard let texts else {
            switch engine.policy.defaultFields {
            case .all: return [.name, .locale] + attributes.map(MergeField.attribute)
            case .name: return [.name]
            }
        }
        do throws(EngineProblem) {
            return try MergeField.parse(texts, attributes: attributes)
        } catch {
            throw Failure(error, engine: engine.name)
        }
    }
}

extension EnginePolicy {
    /// Throws if an option is missing that the engine needs, or given that it does not take.
    func check(_ options: [EngineOption: String]) throws(EngineProblem) {
        for option in required where (options[option] ?? "").isEmpty { throw .missing(option) }
        for option in EngineOption.allCases
        where options[option] != nil && option != .bounceDomain && !(required + optional).contains(option) {
            throw .notTaken(option)
        }
    }
}

extension Failure {
    init(_ problem: EngineProblem, engine: String) {
        switch problem {
        case .missing(.bounceDomain):
            self.init(
                .configuration,
                "engine \(engine) needs the domain that bounces come back to: LISTS_BOUNCE_DOMAIN=bounce.example.jp")
        case .missing(let option): self.init(.usage, "engine \(engine) needs \(option.flag)")
        case .notTaken(let option): self.init(.usage, "engine \(engine) takes no \(option.flag)")
        case .invalid(let option, let wanted): self.init(.usage, "\(option.flag) must be \(wanted)")
        case .unknownField(let field):
            self.init(
                .usage,
                "--fields: there is no “\(field)”; name, locale and the attributes of lists attribute ls are known")
        case .ambiguousField(let field): self.init(.usage, "--fields: “\(field)” is there twice")
        }
    }
}
