internal import CYAML

/// What stands at the top level of a YAML document (1.1) that is a mapping, as libyaml reads it.
enum YAMLMapping {
    struct Pair {
        let key: String
        let value: Value
        /// Where the key stands, from 1.
        let line: Int
    }

    enum Value: Equatable {
        case text(String)
        /// Nothing, `~` or `null`, without quotes or a tag.
        case null
        /// A list, a mapping, an alias.
        case other
    }

    enum Problem: Error, Equatable {
        case invalid(line: Int)
        /// Neither UTF-8 nor UTF-16, or a control character.
        case noText(line: Int)
        case keyIsNoText(line: Int)
        case noMapping(line: Int)
        case twice(key: String, line: Int)
    }

    /// The pairs in their order; none of an empty document.
    static func pairs(of bytes: [UInt8]) throws -> [Pair] {
        // The parser keeps its own address, and that of the bytes.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { throw Problem.invalid(line: 1) }
        defer { yaml_parser_delete(parser) }
        return try bytes.withUnsafeBufferPointer { input in
            yaml_parser_set_input_string(parser, input.baseAddress, input.count)
            do {
                return try pairs(parser)
            } catch  where parser.pointee.error == YAML_READER_ERROR {
                let newline = UInt8(ascii: "\n")
                throw Problem.noText(line: 1 + input.prefix(parser.pointee.problem_offset).count { $0 == newline })
            }
        }
    }

    private static func pairs(_ parser: UnsafeMutablePointer<yaml_parser_t>) throws(Problem) -> [Pair] {
        var pairs: [Pair] = []
        var names: Set<String> = []
        var event = try next(parser)
        while event.kind == YAML_STREAM_START_EVENT || event.kind == YAML_DOCUMENT_START_EVENT {
            event = try next(parser)
        }
        if event.kind == YAML_STREAM_END_EVENT { return [] }
        if event.kind == YAML_SCALAR_EVENT, event.value == .null { return [] }
        guard event.kind == YAML_MAPPING_START_EVENT else { throw .noMapping(line: event.line) }
        while case let key = try next(parser), key.kind != YAML_MAPPING_END_EVENT {
            try skip(key, parser)
            let event = try next(parser)
            try skip(event, parser)
            guard case .text(let name) = key.value else { throw .keyIsNoText(line: key.line) }
            guard names.insert(name).inserted else { throw .twice(key: name, line: key.line) }
            pairs.append(Pair(key: name, value: event.value, line: key.line))
        }
        guard try next(parser).kind == YAML_DOCUMENT_END_EVENT, case let end = try next(parser),
            end.kind == YAML_STREAM_END_EVENT
        else { throw .invalid(line: Int(parser.pointee.mark.line) + 1) }
        return pairs
    }

    /// Reads on to the end of what an event began.
    private static func skip(_ event: Event, _ parser: UnsafeMutablePointer<yaml_parser_t>) throws(Problem) {
        var depth = event.opens ? 1 : 0
        while depth > 0 {
            let inner = try next(parser)
            depth += inner.opens ? 1 : inner.closes ? -1 : 0
        }
    }

    private struct Event {
        let kind: yaml_event_type_t
        let value: Value
        let line: Int

        var opens: Bool { kind == YAML_MAPPING_START_EVENT || kind == YAML_SEQUENCE_START_EVENT }
        var closes: Bool { kind == YAML_MAPPING_END_EVENT || kind == YAML_SEQUENCE_END_EVENT }
    }

    private static func next(_ parser: UnsafeMutablePointer<yaml_parser_t>) throws(Problem) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            throw .invalid(line: Int(parser.pointee.problem_mark.line) + 1)
        }
        defer { yaml_event_delete(&event) }
        return Event(kind: event.type, value: value(of: event), line: Int(event.start_mark.line) + 1)
    }

    private static func value(of event: yaml_event_t) -> Value {
        guard event.type == YAML_SCALAR_EVENT else { return .other }
        let scalar = event.data.scalar
        let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
        let isPlain = scalar.plain_implicit == 1 && scalar.style == YAML_PLAIN_SCALAR_STYLE
        return isPlain && ["", "~", "null", "Null", "NULL"].contains(text) ? .null : .text(text)
    }
}
