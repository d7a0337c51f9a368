package import Consent
import Postgres
package import SQL

extension Store {
    /// Opens the stream of everybody who has to do with the list and is in the segment, with the reason for each.
    ///
    package func openRecipients(
        of list: ListID, in predicate: Statement, at asOf: Instant, saying details: RecipientDetails
    ) throws {
        try planForAllRows()
        try connection.startStream(
            """
            SELECT c.contact_id, s.reason, \(details.basisColumn), c.canonical_address, c.name, c.locale, \(details.document)
                   \(details.texts)
              FROM subscriptions_at(\(list.rawValue), \(asOf)) s JOIN contacts c USING (contact_id)
             WHERE \(predicate)
             ORDER BY c.contact_id
            """)
    }

    /// The same for several lists, nobody twice: the first list that a person may be mailed on decides; of one who may be
    /// mailed on none, the first that the person has to do with.
    package func openRecipients(
        ofSeveral lists: [ListID], in predicate: Statement, at asOf: Instant, saying details: RecipientDetails
    ) throws {
        try planForAllRows()
        try connection.startStream(
            """
            SELECT c.contact_id, s.reason, \(details.basisColumn), c.canonical_address, c.name, c.locale, \(details.document), s.place,
                   NULL::smallint \(details.texts)
              FROM (SELECT DISTINCT ON (contact_id) contact_id, reason, basis, place
                      FROM (\(statuses(on: lists, at: asOf))) each
                     ORDER BY contact_id, reason <> 'subscribed', place) s
              JOIN contacts c USING (contact_id)
             WHERE \(predicate)
             ORDER BY c.contact_id
            """)
    }

    /// Opens the stream of the people who were frozen on a send list, as they stood then, with their data of now.
    package func openFrozenRecipients(of sendList: Int64, saying details: RecipientDetails) throws {
        try planForAllRows(of: sendList)
        try connection.startStream(
            """
            SELECT c.contact_id, 'subscribed', f.basis, c.canonical_address, c.name, c.locale, \(details.document), f.place,
                   f.hour \(details.texts)
              FROM (\(frozen(sendList))) f JOIN contacts c USING (contact_id)
             ORDER BY c.contact_id
            """)
    }

    /// Opens the stream of those frozen people who were not taken out and may be mailed now.
    package func openRemainingRecipients(
        of sendList: Int64, on lists: [ListID], saying details: RecipientDetails
    ) throws {
        try planForAllRows(of: sendList)
        // The planner would believe of a plain comparison with the reason that it keeps one row in 200.
        try connection.startStream(
            """
            SELECT c.contact_id, s.reason, \(details.basisColumn), c.canonical_address, c.name, c.locale, \(details.document), f.place,
                   f.hour \(details.texts)
              FROM (\(frozen(sendList))) f
              JOIN (\(statuses(on: lists, at: nil))) s ON s.contact_id = f.contact_id AND s.place = f.place
              JOIN contacts c ON c.contact_id = f.contact_id
             WHERE CASE s.reason WHEN 'subscribed' THEN TRUE ELSE FALSE END
               AND NOT EXISTS (SELECT FROM send_list_removals r
                                WHERE r.contact_id = f.contact_id AND r.send_list_id = \(sendList))
             ORDER BY c.contact_id
            """)
    }

    /// Ids in one row of `send_list_recipients`, and people in one batch of the stream.
    package static let recipientsPerBlock = 4096

    /// The next people of the stream; an empty batch at its end. Meanwhile the server looks for the ones after them.
    ///
    /// - Parameters:
    ///   - details: what the stream was opened to say. Of texts not all is known before `completed`.
    ///   - hasPlace: it was opened for several lists or from frozen people.
    package func nextRecipients(saying details: RecipientDetails, hasPlace: Bool) throws -> RecipientBatch {
        RecipientBatch(
            try connection.nextRows(Self.recipientsPerBlock), hasPlace: hasPlace, texts: details.textCount)
    }

    /// A batch with the whole attributes of those of whom a text may stand for a list. Asked on another connection than the
    /// stream's, in the same snapshot.
    package func completed(_ batch: RecipientBatch) throws -> RecipientBatch {
        let unclear = batch.rowsThatMayHoldLists
        guard !unclear.isEmpty else { return batch }
        return batch.with(documents: try documents(of: unclear.map(batch.contact)), ofRows: unclear)
    }

    /// The attributes of contacts, in the order of their ids, which `contacts` are in.
    private func documents(of contacts: [ContactID]) throws -> StreamedRows {
        try finishKeeping()
        try connection.startStream(
            """
            SELECT attributes FROM contacts WHERE contact_id = ANY (\(Bind.contacts(contacts))) ORDER BY contact_id
            """)
        defer { connection.endStream() }
        let rows = try connection.nextRows(contacts.count + 1)
        guard rows.count == contacts.count else {
            throw PostgresError.unexpected(column: "attributes", wanted: "those of every contact of the snapshot")
        }
        return rows
    }

    /// Whether lists of texts are common in attributes of contacts: a guess from the first thousand.
    package func oftenHoldsLists(in attributes: [String]) throws -> Bool {
        try connection.first(
            """
            SELECT count(*) > 50 AS often
              FROM (SELECT attributes FROM contacts LIMIT 1000) c CROSS JOIN unnest(\(Bind.texts(attributes))) AS n (name)
             WHERE jsonb_typeof(c.attributes -> n.name) = 'array'
            """
        ) { row in try row.get("often", as: Bool.self) } ?? false
    }

    /// Gives the rest of the stream up.
    package func endRecipients() {
        connection.endStream()
    }

    /// A store on a second connection that only reads, and sees what this transaction saw when it began: what streams people
    /// there leaves this one free to write.
    ///
    /// This transaction may then be idle for long, which no limit may end. What that one waits for, this one may hold, and
    /// the server sees no deadlock in it: it waits 10 seconds.
    package func beside() throws -> Store {
        try connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        let other = Store(try connection.beside())
        try other.allowLongStatements()
        try other.connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        try other.connection.execute("SET LOCAL lock_timeout = '10s'")
        return other
    }

    /// Keeps who was on a send list: a block of at most 4,096 people, sorted. It waits for the block before, not for this
    /// one: `finishKeeping` does.
    package func keepRecipients(_ block: RecipientBlock, of sendList: Int64) throws {
        try finishKeeping()
        guard let first = block.ids.first, let last = block.ids.last else { return }
        try connection.start(
            """
            INSERT INTO send_list_recipients (contact_id, send_list_id, last_id, ids, places, hours, bases)
            VALUES (\(first), \(sendList), \(last), \(Bind.contacts(block.ids)),
                    \(numbers(block.places))::smallint[], \(numbers(block.hours))::smallint[],
                    \(block.bases.map(Bind.texts) ?? Bind.null)::text[])
            """)
    }

    /// Waits until the last block is kept.
    package func finishKeeping() throws {
        try connection.finish()
    }

    /// The people of a send list, a row each.
    func frozen(_ sendList: Int64) -> Statement {
        """
        SELECT u.contact_id, coalesce(u.place, 1::smallint) AS place, u.hour, nullif(u.basis, '') AS basis
          FROM send_list_recipients b
         CROSS JOIN LATERAL unnest(b.ids, b.places, b.hours, b.bases) AS u (contact_id, place, hour, basis)
         WHERE b.send_list_id = \(sendList)
        """
    }

    /// Everybody's status on each of some lists, with the list's place in their order. Without an instant: now.
    func statuses(on lists: [ListID], at instant: Instant?) -> Statement {
        let time: Statement = if let instant { "\(instant)" } else { "now()" }
        var all: Statement = ""
        for (place, list) in lists.enumerated() {
            if place > 0 { all.append(" UNION ALL ") }
            all.append(
                """
                SELECT contact_id, reason, basis, \(Int32(place + 1))::smallint AS place
                  FROM subscriptions_at(\(list.rawValue), \(time))
                """)
        }
        return all
    }

    /// The sets that the rules of consent ask are sorted in memory.
    func planForAllRows() throws {
        try connection.execute("SET LOCAL jit = off")
        try connection.execute("SET LOCAL work_mem = '256MB'")
    }

    /// The same for people who are frozen: the planner cannot know how many there are in a row, and would look a million up
    /// one by one.
    private func planForAllRows(of sendList: Int64) throws {
        try planForAllRows()
        try connection.execute(
            """
            SELECT set_config('enable_nestloop', 'off', true) FROM send_lists
             WHERE send_list_id = \(sendList) AND is_large_run(recipients)
            """)
    }

    private func numbers(_ numbers: [Int]?) -> Bind {
        numbers.map { Bind.texts($0.map(String.init)) } ?? .null
    }
}

/// What a stream of recipients says of each besides what all engines need. All of it costs.
package struct RecipientDetails: Sendable {
    /// The basis that the person's status rests on.
    package var basis = false
    package var attributes = Attributes.none

    package enum Attributes: Sendable {
        case none
        /// All of them as a JSON object.
        case document
        /// The texts of these.
        case texts([String])
    }

    package init() {}

    fileprivate var basisColumn: Statement { basis ? "s.basis" : "NULL::text" }

    fileprivate var document: Statement {
        if case .document = attributes { "c.attributes" } else { "NULL::jsonb" }
    }

    /// Further columns.
    fileprivate var texts: Statement {
        var columns: Statement = ""
        if case .texts(let names) = attributes {
            for name in names { columns.append(", c.attributes ->> \(name)") }
        }
        return columns
    }

    fileprivate var textCount: Int {
        if case .texts(let names) = attributes { names.count } else { 0 }
    }
}

/// A stretch of the people of a send list, in the order of their ids. The other arrays run beside `ids`.
package struct RecipientBlock: Sendable {
    package var ids: [ContactID] = []
    /// Which of several lists put them there, counted from 1.
    package var places: [Int]?
    package var hours: [Int]?
    package var bases: [String]?

    package init(ids: [ContactID] = [], places: [Int]?, hours: [Int]?, bases: [String]?) {
        self.ids = ids
        self.places = places
        self.hours = hours
        self.bases = bases
    }

    package mutating func removeAll() {
        ids.removeAll(keepingCapacity: true)
        places?.removeAll(keepingCapacity: true)
        hours?.removeAll(keepingCapacity: true)
        bases?.removeAll(keepingCapacity: true)
    }
}
