/// Why it is unclear which column is what.
package enum MappingError: Error, Equatable {
    /// No column can be the address.
    case noAddressColumn(columns: [String])
    /// The first row holds an address, in this column from 1, so it is no header. Its cells are not repeated here: they
    /// are somebody's.
    case noHeader(addressColumn: Int)
    /// `--map` names a field that there is not.
    case unknownField(String)
    /// `--map`, or another option, names a column that the file does not have.
    case unknownColumn(String, columns: [String])
    /// `--map` gives one field two columns, or one column two fields.
    case mappedTwice(String)
    /// `--map` gives both a whole name and parts of a name.
    case nameAndParts
}

extension MappingError: CustomStringConvertible {
    /// One line that says what is wrong and what to do.
    package var description: String {
        switch self {
        case .noAddressColumn(let columns):
            "no column is known as the address; say --map email=COLUMN. \(Self.list(columns))"
        case .noHeader(let column):
            "the first row holds an address instead of column names: say --no-header --map email=\(column), or put a row"
                + " such as email,name above it"
        case .unknownField(let field):
            "there is no field “\(field)”; fields: \(ContactField.allCases.map(\.rawValue).joined(separator: ", "))"
        case .unknownColumn(let column, let columns):
            "there is no column “\(column)”. \(Self.list(columns))"
        case .mappedTwice(let name):
            "“\(name)” is mapped twice"
        case .nameAndParts:
            "map either name, or family_name and given_name"
        }
    }

    private static func list(_ columns: [String]) -> String {
        let shown = columns.prefix(50).joined(separator: ", ")
        return "Columns: " + shown + (columns.count > 50 ? ", … (\(columns.count) in all)" : "")
    }
}
