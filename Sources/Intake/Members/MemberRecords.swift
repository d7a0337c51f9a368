/// Records with named cells as records with columns: a first pass over the file finds the columns, a second reads it.
final class MemberRecords: RecordReader {
    /// Columns of one file at most.
    static let columnLimit = 10_000

    let header: HeaderRow
    let listColumns: Set<Int>
    let encoding = CellEncoding.utf8
    private let places: [[UInt8]: Int]
    private var source: any MemberSource
    private var members = Members()
    private let buffer: RecordBuffer
    /// The name and column that each member had in the record before: most records name the same in the same order.
    private var hints: [(name: [UInt8], column: Int)] = []

    /// - Parameters:
    ///   - first: names of columns that stand in front, if the file has them.
    ///   - open: opens the file at its beginning; called twice.
    init(first: [String] = [], open: () throws(IntakeError) -> any MemberSource) throws(IntakeError) {
        var names: [[UInt8]] = []
        var places: [[UInt8]: Int] = [:]
        var lists: Set<Int> = []
        var hints: [Int] = []
        var survey = try open()
        while try survey.next(into: &members) {
            for (index, member) in members.all.enumerated() {
                let place: Int
                if index < hints.count, members[member.name].elementsEqual(names[hints[index]]) {
                    place = hints[index]
                } else {
                    let name = Array(members[member.name])
                    if let known = places[name] {
                        place = known
                    } else {
                        guard names.count < Self.columnLimit else {
                            throw .tooManyColumns(line: members.line, limit: Self.columnLimit)
                        }
                        place = names.count
                        places[name] = place
                        names.append(name)
                    }
                    if index < hints.count { hints[index] = place } else { hints.append(place) }
                }
                if member.isList { lists.insert(place) }
            }
        }
        let ranks = first.map { Array($0.utf8) }
        let order = names.indices.sorted { left, right in
            let leftRank = ranks.firstIndex(of: names[left]) ?? ranks.count
            let rightRank = ranks.firstIndex(of: names[right]) ?? ranks.count
            return (leftRank, left) < (rightRank, right)
        }
        header = HeaderRow(order.map { String(decoding: names[$0], as: UTF8.self) })
        var sorted: [[UInt8]: Int] = [:]
        for (column, place) in order.enumerated() { sorted[names[place]] = column }
        self.places = sorted
        listColumns = Set(lists.map { sorted[names[$0]]! })
        buffer = RecordBuffer(columns: order.count)
        source = try open()
    }

    func next() throws(IntakeError) -> Record? {
        guard try source.next(into: &members) else { return nil }
        buffer.begin(columns: header.names.count)
        for (index, member) in members.all.enumerated() {
            guard let column = column(index, member) else { continue }
            if listColumns.contains(column), !member.isList, !member.value.isEmpty {
                let list = JSONList.text(of: [Array(members[member.value])])
                list.withUnsafeBufferPointer { buffer.set(column, $0) }
            } else {
                members.withBytes(member.value) { buffer.set(column, $0) }
            }
        }
        return buffer.record(line: members.line, defect: members.defect)
    }

    private func column(_ index: Int, _ member: Members.Member) -> Int? {
        if index < hints.count, members[member.name].elementsEqual(hints[index].name) { return hints[index].column }
        let name = Array(members[member.name])
        guard let column = places[name] else { return nil }
        if index < hints.count {
            hints[index] = (name, column)
        } else if index == hints.count {
            hints.append((name, column))
        }
        return column
    }
}
