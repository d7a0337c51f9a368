import Gate
import TestSupport
import Testing

/// The protocol of Postfix's policy delegation, as a friend and as an attacker speak it.
@Suite("The policy protocol") struct PolicyParserTests {
    private static let request =
        "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\nsender=news@aoba.example\n"
        + "recipient=a=b@example.com\nrecipient_count=0\nqueue_id=\nstress=\n\n"
    private static let parsed = PolicyRequest(
        state: .recipient, sender: "news@aoba.example", recipient: "a=b@example.com")

    private static func parse(_ pieces: [ArraySlice<UInt8>]) throws -> [PolicyRequest] {
        var parser = PolicyParser()
        return try pieces.flatMap { piece in try piece.withUnsafeBytes { try parser.take($0) } }
    }

    @Test func `is read from pieces of any size`() throws {
        let bytes = Array((Self.request + Self.request).utf8)
        for size in 1...bytes.count {
            let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
            #expect(try Self.parse(pieces) == [Self.parsed, Self.parsed], "pieces of \(size)")
        }
    }

    @Test(arguments: [
        ("DATA", PolicyRequest.State.message), ("END-OF-MESSAGE", .message), ("MAIL", .other), ("", .other),
    ])
    func `knows the steps that count recipients`(name: String, state: PolicyRequest.State) throws {
        let text = "request=smtpd_access_policy\nprotocol_state=\(name)\nrecipient_count=12\nsender=\n\n"
        #expect(
            try Self.parse([Array(text.utf8)[...]]) == [PolicyRequest(state: state, sender: "", recipientCount: 12)])
    }

    @Test(arguments: [
        ("\n", PolicyProblem.otherRequest), ("request=other\n\n", .otherRequest), ("nonsense\n", .noEqualsSign),
        ("GET / HTTP/1.1\r\n", .controlCharacter), ("a=\u{0}\n", .controlCharacter),
        ("sender=a\nsender=b\n", .repeatedAttribute),
        ("request=smtpd_access_policy\nrecipient_count=-1\n\n", .badCount),
        ("request=smtpd_access_policy\nrecipient_count=many\n\n", .badCount),
        (String(repeating: "a", count: 5000), .lineTooLong),
        (String(repeating: "a=b\n", count: 201), .tooManyAttributes),
    ])
    func `is refused where it is broken`(text: String, problem: PolicyProblem) {
        #expect(throws: problem) { try Self.parse([Array(text.utf8)[...]]) }
    }

    @Test(arguments: 0..<200)
    func `survives random bytes, and never holds more than a line`(round: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("policy seed \(seed)")
        var random = SplitMix(seed: seed)
        var parser = PolicyParser()
        var bytes = Array((Self.request + Self.request).utf8)
        // A real conversation with some bytes changed, left out and added, in random pieces.
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...64, using: &random))
            rest = rest.dropFirst(piece.count)
            do {
                for request in try piece.withUnsafeBytes({ try parser.take($0) }) {
                    #expect(request.recipientCount >= 0, "seed \(seed)")
                }
            } catch is PolicyProblem {
                return
            }
        }
    }
}
