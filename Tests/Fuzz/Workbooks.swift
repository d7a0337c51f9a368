import CArchive

/// Packs parts as a workbook, without compressing them.
enum Workbooks {
    static func packed(sheet: [UInt8], strings: [UInt8]?, styles: [UInt8]?) -> [UInt8] {
        var parts: [(name: String, content: [UInt8])] = [
            (
                "xl/workbook.xml",
                Array("<workbook><sheets><sheet name='S' r:id='a' xmlns:r='r'/></sheets></workbook>".utf8)
            ),
            (
                "xl/_rels/workbook.xml.rels",
                Array("<R><Relationship Id='a' Type='t/worksheet' Target='s.xml'/></R>".utf8)
            ),
            ("xl/s.xml", sheet),
        ]
        if let strings { parts.append(("xl/sharedStrings.xml", strings)) }
        if let styles { parts.append(("xl/styles.xml", styles)) }
        let archive = archive_write_new()!
        defer { archive_write_free(archive) }
        archive_write_set_format_zip(archive)
        archive_write_set_options(archive, "zip:compression=store")
        archive_write_set_bytes_in_last_block(archive, 1)
        var output = [UInt8](repeating: 0, count: parts.reduce(65_536) { $0 + $1.content.count + 1024 })
        var used = 0
        let size = output.count
        output.withUnsafeMutableBytes { space in
            archive_write_open_memory(archive, space.baseAddress, size, &used)
            for (name, content) in parts {
                let entry = archive_entry_new()!
                defer { archive_entry_free(entry) }
                archive_entry_set_pathname(entry, name)
                archive_entry_set_filetype(entry, 0o100_000)
                archive_entry_set_perm(entry, 0o644)
                archive_entry_set_size(entry, Int64(content.count))
                archive_write_header(archive, entry)
                archive_write_data(archive, content, content.count)
            }
            archive_write_close(archive)
        }
        return Array(output[..<used])
    }
}
