package import Intake

extension Failure {
    /// What is wrong with a file, told with its name if that is known.
    package init(_ error: IntakeError, in file: String? = nil) {
        let message = file.map { "\($0): \(error)" } ?? error.description
        switch error {
        case .unreadable: self.init(.noInput, message)
        case .noTemporaryFile: self.init(.cannotCreate, error.description)
        case .archiveLibraryMissing, .converterMissing: self.init(.configuration, error.description)
        case .noArchive, .noSuchMember, .noSheet(.some, _): self.init(.usage, message)
        default: self.init(.badData, message)
        }
    }
}
