extension Error {
    /// What a log may say of an error: those of the database are bland by design, of anything else only the kind is told.
    package var loggable: String {
        (self as? PostgresError)?.description ?? "\(type(of: self))"
    }
}
