import Consent
import Gate
import Intake
import Messages
import Proof
import Segments
import Web

/// What is fuzzed. A target must neither crash nor hang, and its memory is bounded by libFuzzer's limit; where it writes
/// something, reading that must give the same.
enum FuzzTargets {
    typealias Target = @Sendable (UnsafeBufferPointer<UInt8>) -> Void

    static let all: [String: Target] = {
        var all: [String: Target] = [
            "auto": { open(Array($0)) },
            "cells": cells,
            "address": address,
            "sheet": sheet,
            "policy": policy,
            "form": form,
            "receipt": { bytes in
                _ = try? ReceiptCheck.run(Array(bytes), key: nil, anchor: nil)
            },
            "message": { bytes in
                guard let mail = try? MailMessage(Array(bytes), keys: DKIMKeys(), asksDNS: false) else { return }
                _ = Finding.all(in: mail, by: MessageChecks.all)
            },
            "segment": {
                _ = try? Segment(parsing: String(decoding: $0, as: UTF8.self)).check(
                    against: .init(), now: Instant(seconds: 0))
            },
        ]
        for format in ["csv", "jsonl", "addresses", "vcard", "eml", "mbox", "listmonk"] {
            all[format] = { open(Array($0), as: format) }
        }
        return all
    }()

    /// Reads a file to its end as an import does, the rows into UTF-8.
    private static func open(_ bytes: [UInt8], as format: String? = nil) {
        var options = FormatOptions()
        options.format = format
        do {
            let file = try OpenedFile(TemporaryFile.copy(of: BytesSource(bytes)), options: options)
            let decoder = try CellDecoder(file.reader.encoding)
            var text: [UInt8] = []
            var line = 0
            while let record = try file.reader.next() {
                precondition(record.line > line, "lines rise, or two rows would be one in the ledger")
                line = record.line
                for index in 0..<record.fieldCount {
                    text.removeAll(keepingCapacity: true)
                    try? decoder.decode(record[index], into: &text)
                }
            }
            _ = try HeaderMapping(file.reader.header)
        } catch {
            precondition(!"\(error)".isEmpty)
        }
    }

    /// Decodes a cell in every encoding: what is decoded is valid UTF-8.
    private static func cells(_ bytes: UnsafeBufferPointer<UInt8>) {
        for encoding in [CellEncoding.utf8, .cp932, .eucJP] {
            guard let decoder = try? CellDecoder(encoding) else { continue }
            var text: [UInt8] = []
            if (try? decoder.decode(bytes, into: &text)) != nil {
                precondition(String(validating: text, as: UTF8.self) != nil, "\(encoding) gave bytes that are no UTF-8")
            }
            text.removeAll()
            decoder.decodeShowingBadBytes(bytes, into: &text)
            precondition(String(validating: text, as: UTF8.self) != nil, "\(encoding) showed bytes that are no UTF-8")
        }
        for encoding in TextEncoding.allCases {
            var source = encoding.source(reading: BytesSource(Array(bytes)))
            let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 7, alignment: 1)
            defer { space.deallocate() }
            while let count = try? source.read(into: space), count > 0 {}
        }
    }

    /// What the normaliser accepts it accepts again, and it is the same.
    private static func address(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let repaired = try? EmailAddress.repairing(bytes) else { return }
        let canonical = repaired.address.canonical
        guard let again = try? EmailAddress.repairing(canonical) else {
            preconditionFailure("a canonical address is refused")
        }
        precondition(again.address.canonical == canonical, "normalising twice changes an address")
    }

    /// Requests are the same whether their bytes come at once or one by one.
    private static func policy(_ bytes: UnsafeBufferPointer<UInt8>) {
        let bytes = UnsafeRawBufferPointer(bytes)
        var (parser, slowParser) = (PolicyParser(), PolicyParser())
        let requests = try? parser.take(bytes)
        var slowRequests: [PolicyRequest]? = []
        for index in bytes.indices {
            let more = try? slowParser.take(UnsafeRawBufferPointer(rebasing: bytes[index...index]))
            slowRequests = more.map { (slowRequests ?? []) + $0 }
            if slowRequests == nil { break }
        }
        precondition(requests == slowRequests, "the pieces in which a request comes decide what it is")
    }

    /// The body of a form: the first line is its type. Its fields written again are the same fields.
    private static func form(_ bytes: UnsafeBufferPointer<UInt8>) {
        let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
        let text = String(decoding: parts.count == 2 ? parts[1] : parts[0], as: UTF8.self)
        _ = ClickBody.method(of: text, contentType: String(decoding: parts[0], as: UTF8.self))
        let fields = FormBody.fields(text)
        let again = fields.map { name, value in "\(encoded(name))=\(encoded(value))" }.joined(separator: "&")
        precondition(FormBody.fields(again) == fields, "a form written again is another form")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }

    /// A workbook whose sheet, texts and styles are the input, cut at NULs.
    private static func sheet(_ bytes: UnsafeBufferPointer<UInt8>) {
        let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false).map { Array($0) }
        open(
            Workbooks.packed(sheet: parts[0], strings: parts.dropFirst().first, styles: parts.dropFirst(2).first),
            as: "xlsx")
    }
}

/// Bytes in memory.
private struct BytesSource: ByteSource {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func read(into space: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int {
        let count = min(space.count, rest.count)
        space.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
    }
}
