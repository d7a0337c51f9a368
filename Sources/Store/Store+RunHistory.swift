import Consent
import Postgres
import SQL

extension Store {
    /// All runs, the newest first; with a limit, at most that many.
    package func runs(limit: Int? = nil) throws -> [RunRecord] {
        try runs(where: "true", limit: limit)
    }

    /// A run. Throws `unknownRun`.
    package func run(_ id: Int64) throws -> RunRecord {
        guard let run = try runs(where: "r.run_id = \(id)", limit: 1).first else { throw StoreError.unknownRun(id) }
        return run
    }

    /// The latest standing run that brought the same bytes to the same list from the same source as the same thing.
    package func standingRun(like declaration: RunDeclaration) throws -> RunRecord? {
        try runs(
            where: """
                r.file_sha256 = \(declaration.fileSHA256) AND r.list_id = \(declaration.list.id.rawValue)
                AND r.source_id = \(declaration.source) AND r.mode = \(declaration.mode.rawValue)
                AND r.finished_at IS NOT NULL AND u.run_id IS NULL
                """, limit: 1
        ).first
    }

    /// Takes back a run: its lines, what it made of contacts, and the contacts that it added and nobody else speaks of.
    ///
    /// - Parameters:
    ///   - includingNos: opt-outs and suppressions that it recorded are meant too; then `reason` says why.
    /// - Throws: `unknownRun`; `notARun` for an undo and its like; `runUndone`; `newerRuns` if later runs of its source
    ///   stand; `runsBusy` while any bulk run is under way.
    package func undo(
        _ id: Int64, actor: String, includingNos: Bool = false, reason: String? = nil
    ) throws -> UndoneRun {
        try transaction {
            try allowLongStatements()
            try reserveAllLists()
            let run = try run(id)
            guard run.bringsRows else { throw StoreError.notARun(id, kind: run.kind) }
            if let undo = run.undoneBy { throw StoreError.runUndone(id, by: undo) }
            let newer = try newerRuns(than: id)
            guard newer.isEmpty else { throw StoreError.newerRuns(newer) }
            let undo = try connection.first(
                """
                INSERT INTO runs (kind, mode, list_id, source_id, actor, reason, voids_run)
                SELECT 'undo', 'void', list_id, source_id, \(actor), \(reason), run_id FROM runs WHERE run_id = \(id)
                RETURNING run_id
                """
            ) { row in try row.get("run_id", as: Int64.self) }
            let done = try connection.first(
                """
                SELECT (u->>'people')::bigint AS people, (u->>'restored')::bigint AS restored,
                       (u->>'contacts_removed')::bigint AS contacts_removed
                  FROM undo_run(\(undo), \(includingNos)) u
                """
            ) { row in
                UndoneRun(
                    run: undo ?? 0, people: try row.get("people"), restored: try row.get("restored"),
                    contactsRemoved: try row.get("contacts_removed"))
            }
            guard let done else { throw PostgresError.unexpected(column: "undo_run", wanted: "counts") }
            try finishRun(done.run, counts: done.counts)
            return done
        }
    }

    /// Standing runs of the same source that came later, the newest first: the order in which to take them back.
    private func newerRuns(than id: Int64) throws -> [Int64] {
        try connection.map(
            """
            SELECT newer.run_id
              FROM runs newer JOIN runs taken ON taken.run_id = \(id) AND newer.source_id = taken.source_id
             WHERE newer.run_id > \(id) AND newer.kind IN ('import', 'sync') AND newer.finished_at IS NOT NULL
               AND NOT EXISTS (SELECT FROM runs undo WHERE undo.voids_run = newer.run_id)
             ORDER BY newer.run_id DESC
            """
        ) { row in try row.get("run_id", as: Int64.self) }
    }

    private func runs(where condition: Statement, limit: Int?) throws -> [RunRecord] {
        try connection.map(
            """
            SELECT r.run_id, r.kind, r.mode, l.slug, s.name AS source, r.actor, r.basis, r.obtained_at, r.file_name,
                   encode(r.file_sha256, 'hex') AS file_sha256, r.file_bytes, r.input_format, r.encoding, r.mapping,
                   r.counts, r.reason, r.voids_run, u.run_id AS undone_by, r.started_at, r.finished_at
              FROM runs r LEFT JOIN lists l USING (list_id) LEFT JOIN sources s USING (source_id)
              LEFT JOIN runs u ON u.voids_run = r.run_id
             WHERE \(condition)
             ORDER BY r.run_id DESC LIMIT \(limit.map(Int64.init))
            """
        ) { row in
            RunRecord(
                id: try row.get("run_id"), kind: try row.get("kind"), mode: try row.get("mode"),
                list: try row.optional("slug"), source: try row.optional("source"), actor: try row.get("actor"),
                basis: try row.optional("basis"), obtainedAt: try row.optional("obtained_at"),
                file: try row.optional("file_name"), fileSHA256: try row.optional("file_sha256"),
                fileBytes: try row.optional("file_bytes"), inputFormat: try row.optional("input_format"),
                encoding: try row.optional("encoding"), mapping: try row.optional("mapping"),
                counts: try row.optional("counts"), reason: try row.optional("reason"),
                undoes: try row.optional("voids_run"), undoneBy: try row.optional("undone_by"),
                startedAt: try row.get("started_at"), finishedAt: try row.optional("finished_at"))
        }
    }
}
