import CArchiveLoader
import Glibc

/// A ZIP or gzip file, read through libarchive member by member. Nothing is ever written under a member's name.
final class ArchiveReader {
    enum Kind {
        case zip, gzip
    }

    /// Made once and never changed.
    private nonisolated(unsafe) static let utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)

    private let library: archive_functions
    private let handle: OpaquePointer
    private let stream: Unmanaged<ArchiveStream>
    private var budget: UnpackBudget
    private var entry: OpaquePointer?

    /// - Throws: `brokenArchive` or `archiveLibraryMissing`.
    init(_ file: OpenFile, kind: Kind, limit: UnpackLimit) throws(IntakeError) {
        library = try Libarchive.loaded()
        guard let handle = library.read_new() else { throw .brokenArchive(detail: "no memory") }
        self.handle = handle
        budget = UnpackBudget(limit, packed: file.size)
        stream = Unmanaged.passRetained(ArchiveStream(file))
        var codes =
            switch kind {
            case .zip: [library.read_support_format_zip_seekable(handle)]
            case .gzip:
                [library.read_support_format_raw(handle), library.read_append_filter(handle, ARCHIVE_FILTER_GZIP)]
            }
        codes += [
            library.read_set_read_callback(handle) { _, client, buffer in ArchiveStream.of(client).read(buffer) },
            library.read_set_seek_callback(handle) { _, client, offset, whence in
                ArchiveStream.of(client).seek(offset, whence)
            },
            library.read_set_skip_callback(handle) { _, client, count in ArchiveStream.of(client).skip(count) },
            library.read_set_callback_data(handle, stream.toOpaque()), library.read_open1(handle),
        ]
        guard codes.allSatisfy({ $0 >= ARCHIVE_WARN }) else { throw problem() }
    }

    deinit {
        _ = library.read_free(handle)
        stream.release()
    }

    /// The next member, or nil behind the last.
    func next() throws(IntakeError) -> ArchiveMember? {
        // libarchive loses names in UTF-8 where the locale of the thread is another.
        let before = uselocale(Self.utf8)
        defer { uselocale(before) }
        switch library.read_next_header(handle, &entry) {
        case ARCHIVE_EOF: return nil
        case ARCHIVE_OK, ARCHIVE_WARN: return ArchiveMember(entry, library)
        default: throw problem()
        }
    }

    /// Reads on in the current member; 0 at its end.
    ///
    /// - Throws: `brokenArchive`, `encryptedArchive`, or `unpacksTooLarge` as soon as the limit is passed.
    func read(into space: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int {
        let count = library.read_data(handle, space.baseAddress, space.count)
        guard count >= 0 else { throw problem() }
        try budget.spend(count)
        return count
    }

    private func problem() -> IntakeError {
        if let entry, library.entry_is_encrypted(entry) != 0 { return .encryptedArchive }
        let detail = library.error_string(handle).map { String(cString: $0) } ?? "unknown"
        return .brokenArchive(detail: detail)
    }
}

/// What an archive says of one member.
struct ArchiveMember {
    /// As the archive spells it, in UTF-8; only for comparing and showing.
    let name: String
    let isFile: Bool
    let isEncrypted: Bool

    fileprivate init(_ entry: OpaquePointer?, _ library: archive_functions) {
        name = Self.name(entry, library)
        isFile = library.entry_filetype(entry) == S_IFREG
        isEncrypted = library.entry_is_encrypted(entry) != 0
    }

    /// Names are in UTF-8 if the archive says so, else as Windows in Japan writes them.
    private static func name(_ entry: OpaquePointer?, _ library: archive_functions) -> String {
        guard let raw = library.entry_pathname(entry) ?? library.entry_pathname_utf8(entry) else { return "" }
        let bytes = UnsafeRawBufferPointer(start: raw, count: strlen(raw)).map { $0 }
        let text = CharsetText.decoded(bytes, .utf8) ?? CharsetText.decoded(bytes, .cp932) ?? bytes
        return String(decoding: text, as: UTF8.self)
    }
}
