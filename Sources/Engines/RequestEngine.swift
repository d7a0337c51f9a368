/// An engine whose file has the body of one request a line, each within the engine's limits.
protocol RequestEngine: EngineFormat {
    var requests: RequestLines { get set }
}

extension RequestEngine {
    static var fileName: String { "requests.jsonl" }
    static var removals: RemovalForm { .jsonLines }

    mutating func end(_ output: inout [UInt8]) {
        requests.end(&output)
    }
}
