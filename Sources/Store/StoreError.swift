/// What the store refuses, apart from what the database refuses.
package enum StoreError: Error, Equatable {
    /// The database has no schema of Meibo.
    case notInitialised
    /// The database has the schema of another version.
    case schemaVersion(found: Int, wanted: Int)
    /// The root secret is not the one this database was made with.
    case wrongSecret
    /// The program could write the ledger directly: it must not run with such rights.
    case mayWriteLedger
    /// The database was copied from another server, and `initialise` has not seen it since.
    case otherServer
    /// The login may not create the schema.
    case notOwner
    case unknownList(String)
    case slugTaken(String)
    case unknownSegment(String)
    /// No key of tokens has this number.
    case unknownKey(Int)
    /// The key is the one that signs: it cannot be revoked before another one does.
    case keySigns(Int)
    /// All 65,535 numbers of keys are taken.
    case noKeyNumberLeft
    /// The address is the sender of another list.
    case senderTaken(list: String)
    /// A law without rules, and those that have some.
    case unknownJurisdiction(String, known: [String])
    /// Another import or sync of the same list runs at the moment.
    case listBusy(String)
    /// A bulk run is under way somewhere, and this one wants to be alone.
    case runsBusy
    case unknownRun(Int64)
    case unknownMapping(String)
    /// A run of a kind that cannot be taken back.
    case notARun(Int64, kind: String)
    /// The run was taken back already, by another run.
    case runUndone(Int64, by: Int64)
    /// Later runs of the same source stand; the newest first.
    case newerRuns([Int64])
    /// There is a segment of that name already.
    case segmentExists(String)
    case unknownSnapshot(Int64)
}
