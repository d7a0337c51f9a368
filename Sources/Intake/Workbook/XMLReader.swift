import CExpat
import Glibc

/// Hears what stands in an XML document, in its order. Names come without their prefix.
protocol XMLHandler: AnyObject {
    func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes)
    func end(_ name: UnsafePointer<CChar>)
    func text(_ bytes: UnsafeRawBufferPointer)
}

extension XMLHandler {
    func text(_ bytes: UnsafeRawBufferPointer) {}
    func end(_ name: UnsafePointer<CChar>) {}
}

/// Reads an XML document in flat memory through expat.
///
/// A document type is refused: no workbook has one, and only with one can entities grow or name other files.
final class XMLReader {
    /// Bytes of one tag.
    private static let tagLimit = 16 * 1024 * 1024
    private static let depthLimit = 256
    private static let chunk = 64 * 1024

    private let parser: XML_Parser
    /// Alive as long as somebody reads.
    private unowned let handler: any XMLHandler
    private let part: String
    private var source: any ByteSource
    private var depth = 0
    private var fed: Int64 = 0
    private var isFinal = false
    private var isPaused = false
    private var failure: IntakeError?

    /// - Parameter part: what messages call the document.
    init(_ source: any ByteSource, part: String, _ handler: any XMLHandler) throws(IntakeError) {
        guard let parser = XML_ParserCreate(nil) else {
            throw .brokenWorkbook(part: part, detail: "no memory")
        }
        self.parser = parser
        self.source = source
        self.part = part
        self.handler = handler
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { client, name, attributes in XMLReader.of(client).started(name!, attributes) },
            { client, name in XMLReader.of(client).ended(name!) })
        XML_SetCharacterDataHandler(parser) { client, bytes, count in
            XMLReader.of(client).handler.text(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        }
        XML_SetStartDoctypeDeclHandler(parser) { client, _, _, _, _ in
            XMLReader.of(client).fail("it declares a document type, which no workbook does")
        }
    }

    deinit {
        XML_ParserFree(parser)
    }

    /// Reads on until the handler pauses or the document ends; false at the end.
    func read() throws(IntakeError) -> Bool {
        var status = XML_STATUS_OK
        if isPaused {
            isPaused = false
            status = XML_ResumeParser(parser)
            if try hasPaused(status) { return true }
        }
        while !isFinal {
            guard let space = XML_GetBuffer(parser, Int32(Self.chunk)) else {
                throw .brokenWorkbook(part: part, detail: "no memory")
            }
            let count = try source.fill(UnsafeMutableRawBufferPointer(start: space, count: Self.chunk))
            fed += Int64(count)
            isFinal = count < Self.chunk
            status = XML_ParseBuffer(parser, Int32(count), isFinal ? 1 : 0)
            if try hasPaused(status) { return true }
            if fed - Int64(XML_GetCurrentByteIndex(parser)) > Int64(Self.tagLimit) {
                throw .brokenWorkbook(part: part, detail: "a tag of more than \(Self.tagLimit) bytes")
            }
        }
        return false
    }

    /// Makes `read` return behind the element that ends or begins now.
    func pause() {
        XML_StopParser(parser, 1)
    }

    /// Makes `read` throw.
    func fail(with error: IntakeError) {
        failure = failure ?? error
        XML_StopParser(parser, 0)
    }

    func fail(_ detail: String) {
        fail(with: .brokenWorkbook(part: part, detail: detail))
    }

    private func hasPaused(_ status: XML_Status) throws(IntakeError) -> Bool {
        if let failure { throw failure }
        if status == XML_STATUS_SUSPENDED {
            isPaused = true
            return true
        }
        if status == XML_STATUS_OK { return false }
        let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "unknown"
        throw .brokenWorkbook(part: part, detail: "line \(XML_GetCurrentLineNumber(parser)): \(reason)")
    }

    private static func of(_ client: UnsafeMutableRawPointer?) -> XMLReader {
        Unmanaged<XMLReader>.fromOpaque(client!).takeUnretainedValue()
    }

    private func started(
        _ name: UnsafePointer<CChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?
    ) {
        depth += 1
        if depth > Self.depthLimit { return fail("elements are nested too deeply") }
        if failure == nil { handler.start(Self.local(name), XMLAttributes(attributes)) }
    }

    private func ended(_ name: UnsafePointer<CChar>) {
        depth -= 1
        if failure == nil { handler.end(Self.local(name)) }
    }

    @inline(__always)
    fileprivate static func local(_ name: UnsafePointer<CChar>) -> UnsafePointer<CChar> {
        guard let colon = strchr(name, 0x3A) else { return name }
        return UnsafePointer(colon) + 1
    }
}

/// The attributes of an element, valid while it begins.
struct XMLAttributes {
    private let list: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    fileprivate init(_ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
        self.list = list
    }

    /// The value of an attribute by its name without prefix.
    func value(_ name: StaticString) -> UnsafePointer<CChar>? {
        guard var list else { return nil }
        while let found = list[0] {
            if XMLReader.local(found).isEqual(to: name) { return list[1] }
            list += 2
        }
        return nil
    }

    func string(_ name: StaticString) -> String? {
        value(name).map { String(cString: $0) }
    }

    func number(_ name: StaticString) -> Int? {
        value(name).flatMap { Int(String(cString: $0)) }
    }
}

extension UnsafePointer<CChar> {
    @inline(__always)
    func isEqual(to name: StaticString) -> Bool {
        name.withUTF8Buffer { strcmp(self, UnsafeRawPointer($0.baseAddress!).assumingMemoryBound(to: CChar.self)) == 0 }
    }
}
