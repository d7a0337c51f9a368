/// What each column of a file becomes.
package struct HeaderMapping: Sendable, Equatable {
    /// What one column becomes.
    package enum Role: Sendable, Hashable {
        case field(ContactField)
        /// An attribute under the column's name.
        case attribute(String)
        /// Said by Meibo itself about the row.
        case ignored
    }

    /// A column passed over because another was the better, or the earlier, one for its field. It is an attribute.
    package struct PassedOver: Sendable, Equatable {
        package let field: ContactField
        /// The name of the column taken.
        package let taken: String
        /// The name of the other column.
        package let column: String
    }

    package let header: HeaderRow
    /// In the order of the columns.
    package let roles: [Role]
    /// For telling the person which of several columns was taken, in the order of the columns.
    package let passedOver: [PassedOver]

    /// Decides by what the caller says, then by the columns' names.
    ///
    /// A column that looks like a whole name leaves columns for parts of a name attributes.
    ///
    /// - Parameter unnamed: fields that no column is by its name alone.
    /// - Throws: any `MappingError`.
    package init(
        _ header: HeaderRow, assignments: [ColumnAssignment] = [], unnamed: Set<ContactField> = []
    ) throws(MappingError) {
        if let index = header.addressIndex { throw .noHeader(addressColumn: index + 1) }
        var columns = try Self.assigned(assignments, in: header)
        var passedOver: [PassedOver] = []
        let folded = header.names.map(FoldedHeader.init)
        var further: [Int] = []
        for field in ContactField.allCases
        where columns[field] == nil && !unnamed.contains(field) && !Self.isExcluded(field, by: columns) {
            let candidates = folded.indices.compactMap { index -> (rank: Int, index: Int)? in
                guard !columns.values.contains(index), let rank = HeaderName.rank(of: folded[index], for: field) else {
                    return nil
                }
                return (rank, index)
            }
            guard let best = candidates.min(by: <) else { continue }
            columns[field] = best.index
            for other in candidates where other.index != best.index {
                // A no in any of them is a no.
                guard field != .status else {
                    further.append(other.index)
                    continue
                }
                passedOver.append(
                    PassedOver(field: field, taken: header.names[best.index], column: header.names[other.index]))
            }
        }
        if columns[.email] == nil { throw .noAddressColumn(columns: header.names) }

        var roles = header.names.map(Role.attribute)
        // A mended file of rejections comes back with the three columns that said what was wrong.
        if header.names.suffix(3) == ["line", "column", "reason"] {
            for index in roles.indices.suffix(3) { roles[index] = .ignored }
        }
        for (field, index) in columns { roles[index] = .field(field) }
        for index in further { roles[index] = .field(.status) }
        self.header = header
        self.roles = roles
        self.passedOver = passedOver.filter { roles.contains(.attribute($0.column)) }
    }

    /// The index of the column that is `field`, from 0, if one is.
    package func index(of field: ContactField) -> Int? {
        roles.firstIndex(of: .field(field))
    }

    /// The indices of the columns that are `field`, from 0.
    package func indices(of field: ContactField) -> [Int] {
        roles.indices.filter { roles[$0] == .field(field) }
    }

    /// The name of the column of each field, by the field's name: `mapping` in the JSON of a run. Several columns of one
    /// field stand between commas.
    package var columnNames: [String: String] {
        var names: [String: String] = [:]
        for (index, role) in roles.enumerated() {
            guard case .field(let field) = role else { continue }
            names[field.rawValue] = names[field.rawValue].map { "\($0), \(header.names[index])" } ?? header.names[index]
        }
        return names
    }

    /// What would decide likewise for another file with the same columns.
    package var assignments: [ColumnAssignment] {
        ContactField.allCases.compactMap { field in
            let columns = indices(of: field)
            return columns.count == 1 ? ColumnAssignment(field: field.rawValue, column: header.names[columns[0]]) : nil
        }
    }

    /// The names of the columns that become attributes, in the order of the columns.
    package var attributeNames: [String] {
        roles.compactMap { role in
            if case .attribute(let name) = role { name } else { nil }
        }
    }

    private static func assigned(
        _ assignments: [ColumnAssignment], in header: HeaderRow
    ) throws(MappingError) -> [ContactField: Int] {
        var columns: [ContactField: Int] = [:]
        for assignment in assignments {
            guard let field = ContactField(named: assignment.field) else { throw .unknownField(assignment.field) }
            let index = try header.index(of: assignment.column)
            if columns.values.contains(index) { throw .mappedTwice(header.names[index]) }
            if columns.updateValue(index, forKey: field) != nil { throw .mappedTwice(field.rawValue) }
        }
        if columns[.name] != nil, isExcluded(.name, by: columns) { throw .nameAndParts }
        return columns
    }

    /// Whether a whole name, or a part of one, is found already and rules `field` out.
    private static func isExcluded(_ field: ContactField, by columns: [ContactField: Int]) -> Bool {
        switch field {
        case .name: columns[.familyName] != nil || columns[.givenName] != nil
        case .familyName, .givenName: columns[.name] != nil
        case .email, .locale, .status, .evidence: false
        }
    }
}
