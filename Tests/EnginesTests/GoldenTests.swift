import Foundation
import Testing

@testable import Engines

/// Every byte of every format. `UPDATE_GOLDEN=1 swift test --filter GoldenTests` writes the files anew: look at the
/// difference before you keep it.
@Suite("A golden file") struct GoldenTests {
    static let names = Engines.all.map { $0.name }

    @Test(arguments: names) func `holds what the engine is handed, byte for byte`(name: String) throws {
        let engine = try #require(Engines.named(name))
        try compare(SampleRecipients.file(engine), with: "\(name).\(ending(engine))")
    }

    @Test func `of excel in CP932 holds what Windows saves (E3, E4)`() throws {
        let engine = try #require(Engines.named("excel"))
        let fields = [MergeField.name, .attribute("plan")]
        // One name of the sample, 日本, is in JIS; none of the values is outside it.
        try compare(
            SampleRecipients.file(engine, fields: fields, options: [.encoding: "cp932"]), with: "excel-cp932.csv")
    }

    @Test func `there is for every engine, and no other`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let wanted = try Self.names.map { "\($0).\(ending(try #require(Engines.named($0))))" } + ["excel-cp932.csv"]
        #expect(files == wanted.sorted())
        #expect(Self.names == Self.names.sorted(by: { $0.lowercased() < $1.lowercased() }), "the registry is sorted")
    }

    private func compare(_ bytes: [UInt8], with file: String, at location: SourceLocation = #_sourceLocation) throws {
        let path = "\(folder)/\(file)"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        }
        let golden = try #require(FileManager.default.contents(atPath: path), "\(path) is missing")
        #expect(
            Array(golden) == bytes, "\(file) differs:\n\(String(decoding: bytes, as: UTF8.self))",
            sourceLocation: location)
    }

    private func ending(_ engine: any EngineFormat.Type) -> Substring { engine.fileName.split(separator: ".")[1] }

    private var folder: String {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().path + "/Golden"
    }
}
