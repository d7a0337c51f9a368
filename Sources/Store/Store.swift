package import Postgres
import SQL

/// All SQL of Meibo, grouped by noun in extensions, on one connection.
///
/// Whoever needs several statements to be one step calls `transaction`.
package struct Store {
    package let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Runs `body` in one transaction. Errors roll it back.
    package func transaction<Value>(
        _ isolation: Connection.Isolation = .readCommitted, _ body: () throws -> Value
    ) throws -> Value {
        try connection.transaction(isolation, body)
    }

    /// Lifts the limit on the time of statements for the current transaction: bulk runs take as long as they take.
    package func allowLongStatements() throws {
        try connection.execute("SET LOCAL statement_timeout = 0")
    }
}
