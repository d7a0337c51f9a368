import CArchiveLoader

/// libarchive, loaded when a first archive is read.
enum Libarchive {
    private nonisolated(unsafe) static let library: Result<archive_functions, IntakeError> = {
        let functions = UnsafeMutablePointer<archive_functions>.allocate(capacity: 1)
        defer { functions.deallocate() }
        if let problem = archive_load(functions) {
            return .failure(.archiveLibraryMissing(detail: String(cString: problem)))
        }
        return .success(functions.pointee)
    }()

    /// - Throws: `archiveLibraryMissing`.
    static func loaded() throws(IntakeError) -> archive_functions { try library.get() }
}
