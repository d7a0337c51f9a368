/// Reads records whose cells have names: JSON objects, cards, mail.
protocol MemberSource {
    /// Puts the next record into `members`, which are empty then begun; false at the end of the file.
    mutating func next(into members: inout Members) throws(IntakeError) -> Bool
}
