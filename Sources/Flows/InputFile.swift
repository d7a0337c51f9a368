import Intake

#if canImport(Glibc)
    import Glibc
#endif

/// The file of an import, which is read more than once: surveyed first, then read.
///
/// What cannot be read twice, such as standard input, is copied to a temporary file.
enum InputFile {
    /// Throws a `Failure`: no such file (66), or one that cannot be read.
    static func open(_ path: String) throws -> OpenFile {
        if path == "-" { return try TemporaryFile.copy(of: DescriptorSource(0)) }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileBytes.failure(path) }
        let file = OpenFile(adopting: descriptor)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            throw Failure(.noInput, "\(path): this is a folder, not a file")
        }
        return status.st_mode & S_IFMT == S_IFREG ? file : try TemporaryFile.copy(of: DescriptorSource(descriptor))
    }
}
