/// The bytes of the current member of an archive.
struct ArchiveMemberSource: ByteSource {
    let archive: ArchiveReader

    mutating func read(into space: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int {
        try archive.read(into: space)
    }
}
