/// Spreads people over hours so that no more than a number of one domain stand in each: large providers slow down or
/// refuse whoever comes with all at once.
struct DomainSchedule: Sendable {
    private let perHour: Int
    /// How many of each domain came so far, by the domain's hash. Should two domains ever share one, they share the limit.
    private var counts: [UInt64: Int] = [:]

    /// More hours than these are a mistake: nobody sends for longer, and every hour is a file.
    static let largestHourCount = 500

    init(perHour: Int) {
        self.perHour = perHour
    }

    /// The hour, counted from 0, of the next person at an address. Throws a `Failure` (64) past the last hour there is.
    mutating func hour(of address: UnsafeBufferPointer<UInt8>) throws -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var place = address.count
        while place > 0, address[place - 1] != UInt8(ascii: "@") {
            place -= 1
            hash = (hash ^ UInt64(address[place])) &* 0x100_0000_01B3
        }
        let count = counts[hash, default: 0]
        counts[hash] = count + 1
        let hour = count / perHour
        guard hour < Self.largestHourCount else {
            throw Failure(
                .usage, "--per-hour \(perHour) would make more than \(Self.largestHourCount) files: raise it")
        }
        return hour
    }
}
