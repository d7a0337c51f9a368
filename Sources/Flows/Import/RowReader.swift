import Consent
import Intake
import Postgres
import Store

#if canImport(Glibc)
    import Glibc
#endif

/// Turns the records of a file into rows for staging, or into the reason why one is refused.
struct RowReader {
    private let mapping: HeaderMapping
    private let decoder: CellDecoder
    private let identity: IdentityKey
    private let email: Int
    private let names: (whole: Int?, family: Int?, given: Int?)
    private let locale: Int?
    private let statuses: [Int]
    private let evidence: Int?
    private let rules: RowRules
    private var typos = DomainTypos()
    /// What the attribute columns look like so far, by column.
    private var guesses: [TypeGuess]
    /// The columns that are attributes.
    private let attributeColumns: [Int]
    /// `"name":` of each, one behind the other, and where each ends: an array for each would be counted for every cell.
    private let attributeKeys: [UInt8]
    private let attributeKeyEnds: [Int]
    /// For every column: whether its cells are JSON arrays of strings.
    private let isList: [Bool]
    /// Dates after this instant are refused.
    private let latestDate: Instant
    private let attributeText: AttributeText
    /// For every column: what its attribute was declared to hold, and how many cells did not fit.
    private var declared: [Declared?]
    /// The text of the cell at hand, without the spaces around it: where it stands in the file, or in `memory`.
    private var cell = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private let memory = CellMemory()
    private var decoded: [UInt8] = []
    /// The row that was accepted last.
    private var contact = StagedContact(
        contact: ContactID(high: 0, low: 0), line: 0, address: "", canonicalAddress: "")
    /// For every column: whether more of its cells would make the guess at its type surer.
    private var isGuessing: [Bool]

    private struct Declared {
        let type: AttributeType
        var misfits = 0
    }

    /// Why a row is refused. `column` is an index, nil for the row as a whole.
    struct Refusal: Error {
        let column: Int?
        let reason: String
    }

    /// What a record of the file comes to.
    enum Outcome {
        /// `write` writes the row; `meant` is the domain of which the address's is a likely slip.
        case accepted(repairs: [AddressRepair], meant: String?)
        case refused(Refusal)
    }

    init(
        mapping: HeaderMapping, of reader: any RecordReader, identity: IdentityKey, rules: RowRules, now: Instant
    ) throws {
        self.mapping = mapping
        decoder = try CellDecoder(reader.encoding)
        let lists = reader.listColumns
        isList = mapping.roles.indices.map(lists.contains)
        self.identity = identity
        self.rules = rules
        statuses = mapping.indices(of: .status)
        evidence = mapping.index(of: .evidence)
        guesses = mapping.roles.map { _ in TypeGuess() }
        isGuessing = mapping.roles.map { _ in true }
        guard let email = mapping.index(of: .email) else {
            throw MappingError.noAddressColumn(columns: mapping.header.names)
        }
        self.email = email
        names = (mapping.index(of: .name), mapping.index(of: .familyName), mapping.index(of: .givenName))
        locale = mapping.index(of: .locale)
        latestDate = now.advanced(byMicroseconds: 300_000_000)
        attributeText = AttributeText(zone: rules.zone)
        declared = mapping.roles.map { _ in nil }
        var keys: [UInt8] = []
        var (columns, ends): ([Int], [Int]) = ([], [])
        for (index, role) in mapping.roles.enumerated() {
            guard case .attribute(let name) = role else { continue }
            keys += Array((JSONText.quoted(name) + ":").utf8)
            columns.append(index)
            ends.append(keys.count)
        }
        (attributeColumns, attributeKeys, attributeKeyEnds) = (columns, keys, ends)
    }

    /// Says what attributes were declared to hold; what fits is stored as that, the rest stays text.
    mutating func declare(_ attributes: [KnownAttribute]) {
        // By their bytes: Swift takes canonically equivalent spellings of a name for equal, PostgreSQL does not.
        let types = Dictionary(
            attributes.compactMap { attribute in attribute.type.map { (Array(attribute.name.utf8), $0) } }
        ) { first, _ in first }
        declared = mapping.roles.map { role in
            guard case .attribute(let name) = role else { return nil }
            return types[Array(name.utf8)].map { Declared(type: $0) }
        }
    }

    /// What each attribute was declared to hold, or looks like, in the order of the columns.
    var attributeTypes: [(name: String, type: String)] {
        mapping.roles.indices.compactMap { index in
            guard case .attribute(let name) = mapping.roles[index] else { return nil }
            if isList[index] { return (name, AttributeType.textList.rawValue) }
            return (name, declared[index]?.type.rawValue ?? guesses[index].type)
        }
    }

    /// Remarks on declared attributes whose cells did not all fit.
    var remarks: [String] {
        zip(mapping.header.names, declared).compactMap { name, declared in
            guard let declared, declared.misfits > 0 else { return nil }
            return "“\(name)”: \(declared.misfits) cells are not of the declared type \(declared.type.rawValue) "
                + "and stay text, outside comparison"
        }
    }

    /// What a record comes to.
    mutating func read(_ record: Record) -> Outcome {
        do throws(Refusal) {
            return try row(from: record)
        } catch {
            return .refused(error)
        }
    }

    /// Writes the row that was accepted last to staging. Answers its canonical address.
    func write(to writer: inout CopyWriter, run: Int64) throws(PostgresError) -> String {
        try writer.write(contact, run: run)
        return contact.canonicalAddress
    }

    private mutating func row(from record: Record) throws(Refusal) -> Outcome {
        if let defect = record.defect { throw Refusal(column: nil, reason: defect.description) }
        guard record.fieldCount == mapping.roles.count else {
            throw Refusal(
                column: nil, reason: "\(record.fieldCount) cells where the header has \(mapping.roles.count)")
        }
        let given = try decode(record, email)
        let address: RepairedAddress
        do throws(AddressProblem) {
            address = try EmailAddress.repairing(given)
        } catch {
            throw Refusal(column: email, reason: reason(error))
        }
        contact.begin(
            contact: identity.contactID(of: address.address), line: Int64(record.line),
            address: written(address.address), canonicalAddress: address.address.canonical)
        contact.asGiven = address.asGiven.map { identity.contactID(of: $0) }
        let meant = typos.meant(by: address.address)
        contact.kind = try kind(record)
        // Of who is not to be mailed nothing more is kept than that.
        if contact.kind == .ofRun { try describe(record) }
        return .accepted(repairs: address.repairs, meant: meant)
    }

    /// The address as it stands in `cell`: most often the canonical form, whose storage then serves for both.
    private func written(_ address: EmailAddress) -> String {
        var canonical = address.canonical
        let isSame = canonical.withUTF8 {
            $0.count == cell.count && memcmp($0.baseAddress!, cell.baseAddress!, cell.count) == 0
        }
        return isSame ? canonical : String(decoding: cell, as: UTF8.self)
    }

    /// What a row says besides who it is about.
    private mutating func describe(_ record: Record) throws(Refusal) {
        contact.name = try name(record)
        if let locale { contact.locale = try value(record, locale) }
        let date: Instant? = if let column = rules.dateColumn { try date(record, column) } else { rules.date }
        switch rules.mode {
        case .contacts:
            contact.obtainedAt = date
            contact.evidence = try reference(record)
        case .optOut:
            contact.occurredAt = date
        case .optIn:
            guard let date else {
                throw Refusal(column: rules.dateColumn, reason: "nothing says when the person opted in")
            }
            contact.occurredAt = date
            contact.evidence = try reference(record)
            guard contact.evidence != nil else {
                throw Refusal(column: evidence, reason: "nothing proves the opt-in")
            }
        }
        try readAttributes(record)
    }

    /// What the row names as proof, else what was named for all.
    private mutating func reference(_ record: Record) throws(Refusal) -> String? {
        guard let evidence else { return rules.evidence }
        return try text(record, evidence)
    }

    /// What the status of a row makes of it.
    private mutating func kind(_ record: Record) throws(Refusal) -> StagedContact.Kind {
        var strictest = RowStatus.contact
        for column in statuses {
            guard let word = try text(record, column) else {
                throw Refusal(column: column, reason: "the status is empty; --no-status if the column is none")
            }
            guard let status = RowStatus(word) else {
                throw Refusal(
                    column: column,
                    reason: "“\(word)” is no status that is known, such as subscribed, unsubscribed, cleaned, 配信停止; "
                        + "--no-status if the column is none")
            }
            strictest = RowStatus.stricter(strictest, status)
        }
        switch strictest {
        case .contact: return .ofRun
        case .optedOut: return .optOut
        case .bounced: return .suppression(.bounced)
        case .barred: return .suppression(.manual)
        case .unconfirmed: throw Refusal(column: statuses.first, reason: "the person never confirmed")
        }
    }

    /// What is wrong with the address in `cell`. Several in one cell are named: the file is the person's own.
    private func reason(_ problem: AddressProblem) -> String {
        guard problem == .severalAddresses else { return problem.description }
        let several = EmailAddress.several(in: String(decoding: cell, as: UTF8.self))
        guard several.count > 1 else { return problem.description }
        let rest = several.count > 5 ? " and \(several.count - 5) more" : ""
        return "\(problem.description): " + several.prefix(5).joined(separator: ", ") + rest
    }

    /// The cells of a refused record for the person to see, bad bytes spelled out.
    func cells(of record: Record) -> [[UInt8]] {
        (0..<record.fieldCount).map { index in
            var text: [UInt8] = []
            decoder.decodeShowingBadBytes(record[index], into: &text)
            return text
        }
    }

    /// Puts the text of a cell into `cell`. Answers it with the spaces around it.
    @discardableResult
    private mutating func decode(_ record: Record, _ index: Int) throws(Refusal) -> UnsafeBufferPointer<UInt8> {
        var text = record[index]
        if !decoder.isText(text) {
            decoded.removeAll(keepingCapacity: true)
            do throws(UndecodableCell) {
                try decoder.decode(text, into: &decoded)
            } catch {
                throw Refusal(column: index, reason: error.description)
            }
            // PostgreSQL holds no NUL in a text.
            if decoded.contains(0) { throw Refusal(column: index, reason: "the cell holds a NUL character") }
            text = memory.hold(decoded)
        }
        cell = Self.trimmed(text)
        return text
    }

    private static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var (start, end) = (0, text.count)
        while start < end, isSpace(text[start]) { start += 1 }
        while end > start, isSpace(text[end - 1]) { end -= 1 }
        return UnsafeBufferPointer(rebasing: text[start..<end])
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// A cell as text, nil if it is empty.
    private mutating func text(_ record: Record, _ index: Int) throws(Refusal) -> String? {
        try decode(record, index)
        return cell.isEmpty ? nil : String(decoding: cell, as: UTF8.self)
    }

    /// A cell as a value: nil if it is empty, unless empty cells clear what is known.
    private mutating func value(_ record: Record, _ index: Int) throws(Refusal) -> String? {
        try text(record, index) ?? (rules.clearEmpty ? "" : nil)
    }

    private mutating func name(_ record: Record) throws(Refusal) -> String? {
        if let whole = names.whole { return try value(record, whole) }
        if names.family == nil, names.given == nil { return nil }
        let family = if let index = names.family { try value(record, index) ?? "" } else { "" }
        let given = if let index = names.given { try value(record, index) ?? "" } else { "" }
        let joined = ContactName.joined(family: family, given: given)
        return joined.isEmpty && !rules.clearEmpty ? nil : joined
    }

    private mutating func date(_ record: Record, _ index: Int) throws(Refusal) -> Instant? {
        try decode(record, index)
        guard !cell.isEmpty else { return nil }
        guard let parsed = DateText.parse(cell, in: rules.zone) else {
            throw Refusal(column: index, reason: "this is no date: write 2026-01-31")
        }
        if rules.mode == .optOut { return parsed.lastMoment(in: rules.zone).datingNo }
        let instant = parsed.firstMoment(in: rules.zone)
        guard instant.isPlausible else {
            throw Refusal(
                column: index, reason: "this date is none that anybody means: the years 1900 to 9998 are known")
        }
        guard instant <= latestDate else { throw Refusal(column: index, reason: "this date lies ahead") }
        return instant
    }

    /// Puts the attributes of a row into those of `contact`.
    private mutating func readAttributes(_ record: Record) throws(Refusal) {
        contact.attributes.removeAll(keepingCapacity: true)
        contact.attributes.append(UInt8(ascii: "{"))
        for place in attributeColumns.indices {
            let index = attributeColumns[place]
            try decode(record, index)
            if cell.isEmpty, !rules.clearEmpty { continue }
            if contact.attributes.count > 1 { contact.attributes.append(UInt8(ascii: ",")) }
            appendKey(place)
            if cell.isEmpty {
                contact.attributes += Array("null".utf8)
            } else if isList[index] {
                contact.attributes.append(contentsOf: cell)
            } else {
                appendValue(of: index)
            }
        }
        contact.attributes.append(UInt8(ascii: "}"))
    }

    private mutating func appendKey(_ place: Int) {
        attributeKeys.withUnsafeBufferPointer { keys in
            let start = place == 0 ? 0 : attributeKeyEnds[place - 1]
            contact.attributes.append(contentsOf: UnsafeBufferPointer(rebasing: keys[start..<attributeKeyEnds[place]]))
        }
    }

    /// Appends the value of `cell` as the attribute of its column was declared, or as text.
    private mutating func appendValue(of index: Int) {
        if isGuessing[index] {
            guesses[index].note(cell, in: rules.zone)
            isGuessing[index] = guesses[index].wantsMore
        }
        if let type = declared[index]?.type {
            if attributeText.append(cell, as: type, to: &contact.attributes) { return }
            declared[index]?.misfits += 1
        }
        JSONText.append(cell, to: &contact.attributes)
    }
}
