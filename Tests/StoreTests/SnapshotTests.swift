import Consent
import SQL
import Store
import TestSupport
import Testing

/// Who was in a segment, and who joined and left since.
@Suite struct SnapshotTests {
    @Test("a snapshot of more than a block is compared with what holds now")
    func comparison() throws {
        let desk = try Desk()
        let rows = (1...9_000).map { number in
            ImportedFile.row(Desk.person(UInt64(number)), attributes: "{\"n\":\"\(number % 3)\"}")
        }
        try ImportedFile(.contacts, desk.news, rows).imported(by: desk.store)
        let now = try desk.now()
        let query = { (value: String) in ContactQuery("c.attributes ->> 'n' = \(value)", at: now) }
        let snapshot = try desk.store.takeSnapshot(
            of: query("1"), segment: "ones", expression: "n = 1", actor: "test")
        #expect(snapshot.contacts == 3_000)
        let everybody = try desk.store.takeSnapshot(
            of: ContactQuery("true", at: now), segment: "all", expression: "", actor: "test")
        #expect(everybody.contacts == 9_000)

        let moved = (1...30).map { number in
            ImportedFile.row(Desk.person(UInt64(number)), attributes: "{\"n\":\"1\"}")
        }
        try ImportedFile(.contacts, desk.news, moved).imported(by: desk.store)
        try desk.store.transaction {
            let difference = try desk.store.difference(from: .snapshot(snapshot.id), to: .query(query("1")))
            #expect((difference.joined, difference.left, difference.stayed) == (20, 0, 3_000))
            let back = try desk.store.difference(from: .snapshot(everybody.id), to: .snapshot(snapshot.id))
            #expect((back.joined, back.left, back.stayed) == (0, 6_000, 3_000))
            try desk.store.openDifference(from: .snapshot(snapshot.id), to: .query(query("1")))
            let differing = try desk.store.nextDiffering()
            #expect(differing.count == 20)
            #expect(differing.allSatisfy { $0.change == "joined" && $0.address != nil })
        }
        try desk.store.removeSnapshot(snapshot.id)
        #expect(throws: StoreError.unknownSnapshot(snapshot.id)) { try desk.store.snapshot(snapshot.id) }
        #expect(try desk.store.snapshots().map(\.id) == [everybody.id])
    }

    @Test("what keeps people out is counted by list and reason, strangers to a list included")
    func overlap() throws {
        let desk = try Desk()
        let people = (1...10).map { Desk.person($0) }
        try ImportedFile(.contacts, desk.news, people.map { ImportedFile.row($0) }).imported(by: desk.store)
        try ImportedFile(.contacts, desk.bills, people.prefix(4).map { ImportedFile.row($0) }).imported(by: desk.store)
        for person in people.prefix(3) { try desk.no(person, desk.news) }
        try desk.no(people[9], nil)
        let (contacts, lists) = try desk.store.overlap(of: "true", with: [desk.news, desk.bills], at: try desk.now())
        #expect(contacts == 10)
        #expect(lists.map(\.sendable) == [6, 4])
        #expect(lists.map(\.excluded) == [["opted_out": 3, "opted_out_all": 1], ["none": 6]])
    }
}
