import Flows

/// An amount of memory as a person writes it: `512MB`, `2GB`.
enum MemorySize {
    /// Bytes. Throws a `Failure` (78).
    static func bytes(_ text: String) throws -> Int {
        let units = ["kB": 10, "MB": 20, "GB": 30]
        guard let shift = units[String(text.suffix(2))], let count = Int(text.dropLast(2)), count > 0,
            case let bytes = count << shift, bytes >> shift == count, (1 << 20)...(1 << 40) ~= bytes
        else { throw Failure(.configuration, "LISTS_WORK_MEM “\(text)” is no amount of memory: write 512MB or 2GB") }
        return bytes
    }
}
