/// What a person is told when a command cannot do what was asked: what happened, where, what to do.
///
/// The kind becomes the exit code at the edge (`sysexits.h`). The message never holds an address, token or secret, unless
/// it speaks of the user's own file.
package struct Failure: Error, Sendable, Equatable {
    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package enum Kind: Int32, Sendable {
        case usage = 64
        case badData = 65
        case noInput = 66
        case databaseAway = 69
        case bug = 70
        case cannotCreate = 73
        case busy = 75
        case denied = 77
        case configuration = 78
    }
}
