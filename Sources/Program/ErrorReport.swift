import Flows
import Intake
import Postgres
import Store

/// The last line of a command that failed: what happened, where, what to do. And its exit code.
enum ErrorReport {
    /// Prints one message and answers the exit code; nil for the errors of the argument parser.
    static func report(_ error: any Error) -> Int32? {
        guard let failure = failure(error) else { return nil }
        Printer.toStandardError("lists: \(failure.message)\n")
        return Interruption.happened ? 130 : failure.kind.rawValue
    }

    private static func failure(_ error: any Error) -> Failure? {
        switch error {
        case let failure as Failure: failure
        case let error as StoreError: failure(error)
        case let error as PostgresError: failure(error)
        case let error as EmbeddedServerError:
            switch error {
            case .cannotWrite: Failure(.cannotCreate, error.description)
            case .noPostgres, .programMissing, .unreachable: Failure(.configuration, error.description)
            case .cannotCreate, .cannotStart: Failure(.databaseAway, error.description)
            }
        case let error as BackupFolder.Problem:
            switch error {
            case .noPostgres: Failure(.configuration, error.description)
            case .exists, .cannotWrite: Failure(.cannotCreate, error.description)
            case .notABackup: Failure(.noInput, error.description)
            case .failed: Failure(.databaseAway, error.description)
            }
        case let error as ZoneError: Failure(.configuration, "\(error)")
        case let error as IntakeError: Failure(error)
        default: nil
        }
    }

    private static func failure(_ error: StoreError) -> Failure {
        switch error {
        case .notInitialised:
            Failure(.configuration, "the database has no schema of Meibo yet: run lists init with its owner's login")
        case .schemaVersion(let found, let wanted) where found > wanted:
            Failure(
                .configuration,
                "the database has schema version \(found), this program knows \(wanted): install a newer lists")
        case .schemaVersion(let found, let wanted):
            Failure(
                .configuration,
                "the database has schema version \(found), this program needs \(wanted): run lists db upgrade")
        case .wrongSecret:
            Failure(.configuration, "this is not the root secret that the database was made with")
        case .mayWriteLedger:
            Failure(
                .configuration,
                "this login could write the ledger directly: run lists init with it once, or log in as meibo_app")
        case .otherServer:
            Failure(
                .configuration,
                "the database came from another server: run lists init once with its owner's login, so that its new lines "
                    + "can be told from those that came along")
        case .notOwner:
            Failure(
                .denied,
                "this login does not own the database, or may not create the role meibo_app: "
                    + "run lists init with an owner that has CREATEROLE")
        case .unknownList(let slug):
            Failure(.usage, "there is no list “\(slug)”: lists list ls shows them, lists list create makes one")
        case .slugTaken(let slug):
            Failure(.usage, "the slug “\(slug)” is or was in use, and slugs are never reused: choose another")
        case .unknownSegment(let name):
            Failure(.usage, "there is no segment “\(name)”: lists segment ls shows them")
        case .unknownKey(let number):
            Failure(.usage, "there is no token key \(number): lists key ls shows them")
        case .keySigns(let number):
            Failure(
                .usage,
                "token key \(number) signs new links and cannot be revoked: first make another, lists key rotate")
        case .noKeyNumberLeft:
            Failure(.bug, "all 65,535 numbers of token keys are taken")
        case .senderTaken(let list):
            Failure(.usage, "a sender address stands for one list only, and this one stands for \(list)")
        case .unknownJurisdiction(let code, let known):
            Failure(.usage, "there are no rules of “\(code)”: one of \(known.joined(separator: ", "))")
        case .listBusy(let slug):
            Failure(.busy, "another import or sync of \(slug) is running: try again when it has ended")
        case .runsBusy:
            Failure(.busy, "an import or sync is running: try again when it has ended")
        case .unknownMapping(let name):
            Failure(.usage, "there is no mapping “\(name)”: --save-mapping NAME keeps the one of an import")
        case .unknownRun(let run):
            Failure(.usage, "there is no run \(run): lists runs ls shows them")
        case .notARun(let run, let kind):
            Failure(
                .badData,
                "run \(run) is of kind \(kind): only an import or a sync can be taken back"
                    + (kind == "undo" ? "; what an undo took back, import again" : ""))
        case .runUndone(let run, let undo):
            Failure(.badData, "run \(run) was taken back already, by run \(undo)")
        case .newerRuns(let runs):
            Failure(
                .badData,
                "newer runs of the same source stand: first take back "
                    + runs.map { "\($0)" }.joined(separator: ", then "))
        case .segmentExists(let name):
            Failure(.usage, "there is a segment “\(name)” already: choose another name, or lists segment rm it first")
        case .unknownSnapshot(let number):
            Failure(.usage, "there is no snapshot @\(number): lists segment snapshots shows them")
        }
    }

    private static func failure(_ error: PostgresError) -> Failure {
        if Interruption.happened { return Failure(.busy, "stopped; nothing was changed") }
        if error.isServerAway { return Failure(.databaseAway, "\(error); nothing was changed") }
        switch error.sqlState {
        case "55P03", "40P01", "40001":
            return Failure(.busy, "others hold what this command needs: try again")
        case "53100": return Failure(.databaseAway, "the database has no space left; nothing was changed")
        case "57014": return Failure(.databaseAway, "the database took too long; nothing was changed")
        case "42501": return Failure(.denied, "the database denies this to the login: run lists init with its owner")
        case "MB001":
            return Failure(.badData, "the date lies more than five minutes ahead: only a no may be dated so")
        case "MB004": return Failure(.usage, "there is no such list")
        case "MB005":
            return Failure(.badData, "a newer run of the same source stands: take that one back first")
        case "MB006":
            return Failure(
                .usage,
                "that would take opt-outs or suppressions back: if it is right say --including-nos and --reason TEXT")
        case "MB008":
            return Failure(.noInput, "there is no such line, or it is one that takes another back; nothing was changed")
        case "MB009": return Failure(.usage, "an address cannot move to itself; nothing was changed")
        case "MB020": return Failure(.usage, "there is no such notice: lists notice ls shows them")
        case "MB021":
            return Failure(
                .badData,
                "the notice shows a box that was ticked beforehand: that yields no consent; nothing was recorded")
        case "MB022":
            return Failure(.badData, "lines of this run were purged: it cannot be taken back any more")
        default: return Failure(.bug, "\(error); please report this")
        }
    }
}
