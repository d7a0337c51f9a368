import CArchive
import Glibc

/// A ZIP file with these members.
func zip(_ members: [(name: String, content: [UInt8])], password: String? = nil) -> [UInt8] {
    packed(members) { archive in
        archive_write_set_format_zip(archive)
        if let password {
            archive_write_set_options(archive, "zip:encryption=traditional")
            archive_write_set_passphrase(archive, password)
        }
    }
}

func zip(_ name: String, _ text: String) -> [UInt8] {
    zip([(name, Array(text.utf8))])
}

func gzip(_ content: [UInt8]) -> [UInt8] {
    packed([("", content)]) { archive in
        archive_write_set_format_raw(archive)
        archive_write_add_filter_gzip(archive)
    }
}

private func packed(_ members: [(name: String, content: [UInt8])], _ prepare: (OpaquePointer) -> Void) -> [UInt8] {
    let archive = archive_write_new()!
    defer { archive_write_free(archive) }
    prepare(archive)
    archive_write_set_bytes_in_last_block(archive, 1)
    var output = [UInt8](repeating: 0, count: members.reduce(65_536) { $0 + $1.content.count * 2 + 1024 })
    var used = 0
    let size = output.count
    output.withUnsafeMutableBytes { space in
        precondition(archive_write_open_memory(archive, space.baseAddress, size, &used) == ARCHIVE_OK)
        for (name, content) in members {
            let entry = archive_entry_new()!
            defer { archive_entry_free(entry) }
            archive_entry_set_pathname(entry, name)
            archive_entry_set_filetype(entry, 0o100_000)
            archive_entry_set_perm(entry, 0o644)
            archive_entry_set_size(entry, Int64(content.count))
            precondition(archive_write_header(archive, entry) == ARCHIVE_OK)
            precondition(archive_write_data(archive, content, content.count) == content.count)
        }
        precondition(archive_write_close(archive) == ARCHIVE_OK)
    }
    return Array(output[..<used])
}
