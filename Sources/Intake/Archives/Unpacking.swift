/// Takes a list out of the ZIP or gzip file that it came in. What is unpacked goes to a file without a name.
struct Unpacking {
    let options: FormatOptions

    /// What an import reads, and how it is called within its archive.
    struct Content {
        let file: OpenFile
        let member: String?
    }

    /// `file` itself if it is no archive, or one that is a format of its own.
    ///
    /// - Throws: `nestedArchive`, `severalMembers`, `noSuchMember`, `noMember`, and what an archive throws.
    func content(of file: OpenFile) throws(IntakeError) -> Content {
        switch try Self.kind(of: file) {
        case nil:
            if let member = options.member { throw .noArchive(member: member) }
            return Content(file: file, member: nil)
        case .gzip:
            let archive = try ArchiveReader(file, kind: .gzip, limit: options.unpackLimit)
            guard try archive.next() != nil else { throw .brokenArchive(detail: "nothing in it") }
            let unpacked = try TemporaryFile.copy(of: ArchiveMemberSource(archive: archive))
            return Content(file: try Self.unnested(unpacked), member: nil)
        case .zip:
            let members = try Self.members(of: file, options)
            if ZIPKind(members.map(\.name)) != .archive, options.member == nil {
                return Content(file: file, member: nil)
            }
            let chosen = try choose(among: members)
            let archive = try ArchiveReader(file, kind: .zip, limit: options.unpackLimit)
            while let member = try archive.next() {
                guard member.name == chosen else { continue }
                if member.isEncrypted { throw .encryptedArchive }
                let unpacked = try TemporaryFile.copy(of: ArchiveMemberSource(archive: archive))
                return Content(file: try Self.unnested(unpacked), member: chosen)
            }
            throw .noSuchMember(chosen, members: members.map(\.name))
        }
    }

    private static func kind(of file: OpenFile) throws(IntakeError) -> ArchiveReader.Kind? {
        let head = try file.head(4)
        if head.starts(with: [0x1F, 0x8B]) { return .gzip }
        // An empty archive begins with its end.
        if head.starts(with: [0x50, 0x4B, 5, 6]) { throw .noMember }
        return head.starts(with: [0x50, 0x4B, 3, 4]) ? .zip : nil
    }

    /// A workbook may stand in an archive; another archive may not.
    private static func unnested(_ file: OpenFile) throws(IntakeError) -> OpenFile {
        switch try kind(of: file) {
        case nil: return file
        case .gzip: throw .nestedArchive
        case .zip:
            let names = try members(of: file, FormatOptions()).map(\.name)
            if ZIPKind(names) == .archive { throw .nestedArchive }
            return file
        }
    }

    static func members(of file: OpenFile, _ options: FormatOptions) throws(IntakeError) -> [ArchiveMember] {
        let archive = try ArchiveReader(file, kind: .zip, limit: options.unpackLimit)
        var members: [ArchiveMember] = []
        while let member = try archive.next() {
            guard members.count < 10_000 else { throw .brokenArchive(detail: "more than 10,000 members") }
            if member.isFile { members.append(member) }
        }
        return members
    }

    private func choose(among members: [ArchiveMember]) throws(IntakeError) -> String {
        let names = members.map(\.name)
        if let wanted = options.member {
            if names.contains(wanted) { return wanted }
            if let name = names.first(where: { Self.fileName($0) == wanted }) { return name }
            throw .noSuchMember(wanted, members: names)
        }
        let candidates = names.filter { !Self.isLitter($0) }
        guard let first = candidates.first else { throw .noMember }
        if candidates.count == 1 { return first }
        let readable = candidates.filter { name in Self.endings.contains { name.lowercased().hasSuffix($0) } }
        guard readable.count == 1 else { throw .severalMembers(candidates) }
        return readable[0]
    }

    private static let endings = [
        ".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".vcf", ".eml", ".mbox",
    ]

    private static func fileName(_ path: String) -> Substring {
        path.split { $0 == "/" || $0 == "\\" }.last ?? ""
    }

    /// What macOS and Windows leave behind.
    private static func isLitter(_ path: String) -> Bool {
        path.hasPrefix("__MACOSX/") || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(String(fileName(path)))
    }
}
