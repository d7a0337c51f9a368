import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// What a program may do in the database, and what it must not be able to do.
@Suite struct RightsTests {
    @Test(
        "as meibo_app the ledger and the state folded from it cannot be written (42501)",
        arguments: [
            "consent_events", "choices", "grounds", "suppressions", "links", "contacts", "contact_changes",
            "consent_evidence", "outbox",
        ])
    func noDirectWrites(table: String) throws {
        let database = try TestDatabase()
        let connection = try database.store().connection
        for statement in [
            "INSERT INTO \(table) DEFAULT VALUES", "UPDATE \(table) SET contact_id = contact_id",
            "DELETE FROM \(table)", "TRUNCATE \(table)",
        ] {
            #expect(throws: PostgresError.refused(sqlState: "42501", constraint: nil), "\(statement)") {
                try connection.executeScript(statement)
            }
        }
    }

    @Test(
        "what folds is no function of a program's",
        arguments: [
            "append_lines(NULL)", "refold(NULL)", "lock_state(NULL)", "with_links(NULL)", "linked_to(NULL)",
            "append_run_choices(NULL, NULL, NULL)", "append_run_suppressions(NULL, NULL)", "followed_from(NULL)",
        ])
    func noInnerFunctions(call: String) throws {
        let database = try TestDatabase()
        let connection = try database.store().connection
        #expect(throws: PostgresError.refused(sqlState: "42501", constraint: nil)) {
            try connection.executeScript("SELECT \(call)")
        }
    }

    @Test(
        "a program that finds itself able to write the ledger stops",
        arguments: [
            nil, "INSERT ON consent_events", "UPDATE ON grounds", "DELETE ON choices", "TRUNCATE ON suppressions",
            "UPDATE ON links",
        ])
    func mayWriteLedger(granted: String?) throws {
        let database = try TestDatabase()
        let superuser = try database.superuser()
        if let granted { try superuser.executeScript("GRANT \(granted) TO meibo_app") }
        let store = granted == nil ? Store(superuser) : try database.store()
        #expect(throws: StoreError.mayWriteLedger) { try store.open(secret: database.secret) }
    }

    @Test("voided and moved lines come from no program's hand", arguments: ["voided", "moved"])
    func reservedKinds(kind: String) throws {
        let desk = try Desk()
        let line =
            #"[{"contact_id":"\#(Desk.person(1))","list_id":0,"kind":"\#(kind)","actor":"test","method":"moved_to"}]"#
        #expect(throws: PostgresError.refused(sqlState: "MB002", constraint: nil)) {
            try desk.store.connection.execute("SELECT append_events(\(Bind.json(line)))")
        }
    }
}
