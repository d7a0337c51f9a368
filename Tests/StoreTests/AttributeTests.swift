import Consent
import Postgres
import SQL
import Store
import TestSupport
import Testing

/// Declaring an attribute, as the schema's function does it with values that a program read.
@Suite struct AttributeTests {
    private let people = (1...4).map { Desk.person(UInt64($0)) }

    @Test("values that fit are stored as the type, the others stay text, and only what changed is told anew from files")
    func converts() throws {
        let desk = try filled(["\"12\"", "\"many\"", "\"12\"", nil])
        let rewritten = try declare(desk, as: .number) { Int($0).map(String.init) }
        #expect(rewritten == 2)
        #expect(try values(desk) == ["12", "\"many\"", "12", nil])
        #expect(try forgottenDigests(desk) == 2)
        #expect(try desk.store.attributes().map { $0.type } == [.number])
        #expect(try desk.store.attributes().map(\.isIndexed) == [false])
    }

    @Test("taken back, all values are text again")
    func takesBack() throws {
        let desk = try filled(["12", "true", "[\"a\",\"b\"]", "\"x\""])
        _ = try declare(desk, as: nil) { "\"\($0)\"" }
        #expect(try values(desk) == ["\"12\"", "\"true\"", "\"a, b\"", "\"x\""])
        #expect(try desk.store.attributes().map { $0.type } == [nil])
    }

    @Test("a list declared a list is left as it is, whatever its elements hold")
    func listsStay() throws {
        let desk = try filled(["[\"a, b\"]", "\"a, b\"", nil, nil])
        _ = try declare(desk, as: .textList) { _ in "[\"a\",\"b\"]" }
        #expect(try values(desk) == ["[\"a, b\"]", "[\"a\", \"b\"]", nil, nil])
    }

    @Test("the same file after a declaration leaves everybody unchanged")
    func sameFile() throws {
        let desk = try filled(["\"12\"", "\"13\"", nil, nil])
        _ = try declare(desk, as: .number) { $0 }
        let rows = zip(people, ["{\"rank\":12}", "{\"rank\":13}", "{}", "{}"]).map {
            ImportedFile.row($0, attributes: $1)
        }
        let plan = try ImportedFile(.contacts, desk.news, rows).imported(by: desk.store).plan
        #expect((plan.unchanged, plan.updated, plan.lines) == (4, 0, 0))
    }

    @Test("a program may not declare while a bulk run goes on")
    func busy() throws {
        let desk = try filled([nil, nil, nil, nil])
        let other = try desk.database.store()
        try desk.store.transaction {
            _ = try desk.store.beginRun(
                RunDeclaration(list: desk.news, source: 0, mode: .contacts, actor: "test"))
            #expect(throws: StoreError.runsBusy) { try other.transaction { try other.reserveAllLists() } }
            #expect(throws: PostgresError.refused(sqlState: "55P03", constraint: nil)) {
                try other.declareAttribute("rank", as: .text, indexed: false)
            }
        }
    }

    @Test("a value too long for an index is no hindrance to one")
    func longValues() throws {
        let long = String(repeating: "長", count: 3000)
        let desk = try filled(["\"\(long)\"", "\"12\"", nil, nil])
        for type in [AttributeType.text, .number, .date, .timestamp, .boolean, .textList] {
            _ = try desk.store.declareAttribute("rank", as: type, indexed: true)
        }
        #expect(try desk.store.attributes().map(\.isIndexed) == [true])
    }

    @Test("a name with quotes stays a name")
    func injection() throws {
        let desk = try Desk()
        let name = "it's \"quoted\"'); DROP TABLE contacts; --"
        _ = try desk.store.declareAttribute(name, as: .text, indexed: true)
        #expect(try desk.store.attributes().map(\.name) == [name])
        #expect(try desk.store.count("true", at: desk.now()) == 0)
    }

    /// Four people with these values of the attribute `rank`.
    private func filled(_ values: [String?]) throws -> Desk {
        let desk = try Desk()
        let rows = zip(people, values).map { person, value in
            ImportedFile.row(person, attributes: value.map { "{\"rank\":\($0)}" } ?? "{}")
        }
        try ImportedFile(.contacts, desk.news, rows).imported(by: desk.store)
        return desk
    }

    private func declare(_ desk: Desk, as type: AttributeType?, _ json: (String) -> String?) throws -> Int {
        try desk.store.transaction {
            try desk.store.reserveAllLists()
            try desk.store.openValues(of: "rank", for: type)
            while case let values = try desk.store.nextValues(), !values.isEmpty {
                try desk.store.stageValues(values.map { ($0.text, $0.contacts, json($0.text)) })
            }
            try desk.store.closeValues()
            defer { try? desk.store.forgetStagedValues() }
            return try desk.store.declareAttribute("rank", as: type, indexed: false)
        }
    }

    /// What is stored, person by person.
    private func values(_ desk: Desk) throws -> [String?] {
        try people.map { person in
            try desk.store.connection.first(
                "SELECT attributes -> 'rank' AS value FROM contacts WHERE contact_id = \(person)"
            ) { row in try row.optional("value", as: String.self) } ?? nil
        }
    }

    private func forgottenDigests(_ desk: Desk) throws -> Int {
        try desk.store.connection.first("SELECT count(*) AS n FROM contacts WHERE data_digest IS NULL") { row in
            try row.get("n", as: Int.self)
        } ?? 0
    }
}
