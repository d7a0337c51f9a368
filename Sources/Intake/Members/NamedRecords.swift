/// Records with columns as records with named cells, so that files of several headers can become one.
final class NamedRecords: MemberSource {
    private let reader: any RecordReader
    private let names: [[UInt8]]
    private let taken: Set<[UInt8]>
    private let expanded: Int?

    /// - Parameter expanding: the column whose JSON objects become members of their own; a member with the name of a
    ///   column gets the column's name in front (`attributes.email`). What is no object stays as it is.
    init(_ reader: any RecordReader, expanding column: String? = nil) {
        self.reader = reader
        names = reader.header.names.map { Array($0.utf8) }
        taken = Set(names)
        expanded = column.flatMap { column in reader.header.names.firstIndex { $0.lowercased() == column } }
    }

    func next(into members: inout Members) throws(IntakeError) -> Bool {
        guard let record = try reader.next() else { return false }
        members.begin(line: record.line)
        members.defect = record.defect
        if record.fieldCount != names.count, !record.isBlank {
            members.defect = members.defect ?? .cellCount(record.fieldCount, header: names.count)
        }
        for index in 0..<min(record.fieldCount, names.count) {
            if index == expanded, members.defect == nil, expand(record[index], names[index], into: &members) {
                continue
            }
            members.add(names[index], record[index])
        }
        return true
    }

    private func expand(_ cell: UnsafeBufferPointer<UInt8>, _ column: [UInt8], into members: inout Members) -> Bool {
        var found = Members()
        let defect = JSONMembers.read(cell, into: &found) { name in
            self.taken.contains(name) ? column + [UInt8(ascii: ".")] + name : name
        }
        guard defect == nil else { return false }
        for member in found.all { members.add(found[member.name], found[member.value], isList: member.isList) }
        return true
    }
}
