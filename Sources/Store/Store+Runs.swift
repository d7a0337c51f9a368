import Consent
package import Postgres
import SQL

extension Store {
    /// Begins a run within the current transaction. Throws `listBusy` if the list has another one.
    ///
    /// - Parameter isDry: it will be rolled back. Then it uses up no number: its own is negative.
    package func beginRun(_ run: RunDeclaration, isDry: Bool = false) throws -> Int64 {
        let reserved = try connection.first(
            "SELECT reserve_list(\(run.list.id.rawValue)) AS reserved",
            { row in try row.get("reserved", as: Bool.self) })
        guard reserved == true else { throw StoreError.listBusy(run.list.slug) }
        let own = RunNumber(isDry: isDry)
        let id = try connection.first(
            """
            INSERT INTO runs (
                \(own.column)kind, mode, list_id, source_id, actor, basis, obtained_at, clear_empty, allow_lift,
                file_name, file_sha256, file_bytes, input_format, encoding, mapping)
            \(own.override) VALUES (
                \(own.value)'import', \(run.mode.rawValue), \(run.list.id.rawValue), \(run.source), \(run.actor),
                \(run.basis?.rawValue), \(run.obtainedAt), \(run.clearEmpty), \(run.allowLift), \(run.fileName),
                \(run.fileSHA256), \(run.fileBytes), \(run.inputFormat), \(run.encoding),
                \(run.mapping.map(Bind.json) ?? .null))
            RETURNING run_id
            """
        ) { row in try row.get("run_id", as: Int64.self) }
        guard let id else { throw PostgresError.unexpected(column: "run_id", wanted: "a number") }
        return id
    }

    /// Keeps bulk runs away until the end of the transaction. Throws `runsBusy` if one is under way.
    package func reserveAllLists() throws {
        let reserved = try connection.first(
            "SELECT reserve_all_lists() AS reserved", { row in try row.get("reserved", as: Bool.self) })
        guard reserved == true else { throw StoreError.runsBusy }
    }

    /// Copies rows of a source into staging: `body` writes them one by one. Answers how many there were.
    package func stage(source: Int32, _ body: (inout CopyWriter) throws -> Void) throws -> Int {
        try connection.copyIn(
            """
            COPY staged_contacts (
                contact_id, run_id, line, event_id, address, canonical_address, name, locale, attributes, data_digest,
                occurred_at, obtained_at, evidence, as_given_id, kind, reason)
            FROM STDIN (FORMAT binary)
            """, digest: { StagedContact.digest(of: $0, source: source) }, body)
    }

    /// Decides what the staged rows will do, without doing it. From here to the end of the transaction the server may use
    /// memory by their number, in each step at most `memoryLimit` bytes.
    package func planRun(_ run: Int64, rows: Int, memoryLimit: Int = 768 << 20) throws -> RunPlan {
        let memory = min(max(64 << 20, rows * 800), memoryLimit)
        try connection.execute("SELECT set_config('work_mem', \("\(memory >> 10)kB"), true)")
        let plan = try connection.first(
            """
            SELECT (p->>'duplicates')::bigint AS duplicates, (p->>'protected')::bigint AS protected,
                   (p->>'added')::bigint AS added, (p->>'updated')::bigint AS updated,
                   (p->>'unchanged')::bigint AS unchanged, (p->>'subscribed')::bigint AS subscribed,
                   (p->>'removed')::bigint AS removed, (p->>'lifted')::bigint AS lifted,
                   (p->>'liftable')::bigint AS liftable, (p->>'changed')::bigint AS changed,
                   (p->>'lines')::bigint AS lines
              FROM plan_run(\(run), \(rows)) p
            """
        ) { row in
            RunPlan(
                duplicates: try row.get("duplicates"), protected: try row.get("protected"), added: try row.get("added"),
                updated: try row.get("updated"), unchanged: try row.get("unchanged"),
                subscribed: try row.get("subscribed"), removed: try row.get("removed"), lifted: try row.get("lifted"),
                liftable: try row.get("liftable"), changed: try row.get("changed"), lines: try row.get("lines"))
        }
        guard let plan else { throw PostgresError.unexpected(column: "plan_run", wanted: "a plan") }
        return plan
    }

    /// Carries the plan out.
    package func applyRun(_ run: Int64) throws {
        try connection.execute("SELECT apply_run(\(run))")
    }

    /// Gives back the space of staged rows that were rolled back.
    package func forgetStaged(_ run: Int64) throws {
        try connection.execute("SELECT empty_staging(\(run))")
    }

    /// Notes the end of a run with its counts.
    package func finishRun(_ run: Int64, counts: [(name: String, count: Int)]) throws {
        let document = "{" + counts.map { "\"\($0.name)\":\($0.count)" }.joined(separator: ",") + "}"
        try connection.execute(
            "UPDATE runs SET finished_at = clock_timestamp(), counts = \(Bind.json(document)) WHERE run_id = \(run)")
    }
}

/// The number of a run that begins: the next one; of a dry run, which is rolled back and uses up none, a negative one.
struct RunNumber {
    let column: Statement
    let override: Statement
    let value: Statement

    init(isDry: Bool) {
        column = isDry ? "run_id, " : ""
        override = isDry ? "OVERRIDING SYSTEM VALUE" : ""
        value = isDry ? "\(-Int64.random(in: 1...(1 << 40))), " : ""
    }
}
