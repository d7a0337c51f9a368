import Consent
import Crypto

#if canImport(Glibc)
    import Glibc
#endif

/// Measures how many tokens one core issues and checks in a second of its own time, and prints each as a line of JSON for `tools/bench`.
///
/// Every token is of another contact, and every one that is checked is compared with what was issued.
@main
enum TokenBench {
    private static let count = 500_000
    private static let rounds = 3

    static func main() {
        let keys = TokenKeys([1: SymmetricKey(size: .bits256), 2: SymmetricKey(size: .bits256)])
        var texts: [String] = []
        var issued = 0.0
        var checked = 0.0
        for _ in 1...rounds {
            texts.removeAll(keepingCapacity: true)
            issued = max(issued, rate { for number in 0..<count { texts.append(keys.text(of: token(number))) } })
            checked = max(
                checked,
                rate {
                    for number in 0..<count {
                        precondition(
                            keys.token(from: texts[number]) == token(number), "a token came back as another one")
                    }
                })
        }
        for (name, value) in [("tokens_issued", issued), ("tokens_checked", checked)] {
            print("{\"name\": \"\(name)\", \"value\": \(Int(value))}")
        }
    }

    private static func token(_ number: Int) -> Token {
        Token(
            contact: ContactID(high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(number)).asVersion8,
            scope: .list(ListID(rawValue: 1)), sendList: 7)
    }

    /// How many in a second of this process's time on the processor: what else the machine does takes no part.
    private static func rate(_ work: () -> Void) -> Double {
        let begun = processorSeconds
        work()
        return Double(count) / (processorSeconds - begun)
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
