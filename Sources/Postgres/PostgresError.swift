/// What went wrong between the program and PostgreSQL.
///
/// The description never quotes values, rows or the server's own message, which may hold them.
package enum PostgresError: Error, Equatable {
    /// No connection could be made; `hint` says why without naming the password.
    case cannotConnect(hint: String)
    /// The connection broke, or the server shut down, while a statement ran: it may or may not have taken effect.
    case connectionLost
    /// The server refused a statement.
    case refused(sqlState: String, constraint: String?)
    /// A transaction was to be committed after one of its statements had been refused: it was rolled back.
    case transactionFailed
    /// A result does not have the column, or the column holds something else than the program expected.
    case unexpected(column: String, wanted: String)
    /// The caller of a bulk transfer gave up.
    case copyAborted
    /// The waiting line of the pool is full.
    case overloaded
}

extension PostgresError {
    /// The five characters of SQLSTATE, if the server refused a statement.
    package var sqlState: String? {
        if case .refused(let sqlState, _) = self { sqlState } else { nil }
    }

    /// The constraint that a refused statement would have broken, if it was one.
    package var constraint: String? {
        if case .refused(_, let constraint) = self { constraint } else { nil }
    }

    /// Whether the same call may succeed later: the server is away, restarting or full.
    package var isServerAway: Bool {
        switch self {
        case .cannotConnect, .connectionLost, .overloaded: true
        // Class 57P: shutdown; 53: out of resources; 25006: a standby that was promoted or demoted.
        case .refused(let sqlState, _):
            sqlState.hasPrefix("57P") || sqlState.hasPrefix("53") || sqlState == "25006"
        case .unexpected, .copyAborted, .transactionFailed: false
        }
    }
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotConnect(let hint): "cannot connect to the database: \(hint)"
        case .connectionLost: "the connection to the database was lost"
        case .refused(let sqlState, let constraint?):
            "the database refused a statement (SQLSTATE \(sqlState), constraint \(constraint))"
        case .refused(let sqlState, nil): "the database refused a statement (SQLSTATE \(sqlState))"
        case .transactionFailed: "a transaction was rolled back because one of its statements had been refused"
        case .unexpected(let column, let wanted): "column \(column) of a result does not hold \(wanted)"
        case .copyAborted: "a bulk transfer was given up"
        case .overloaded: "too many requests wait for the database"
        }
    }
}
