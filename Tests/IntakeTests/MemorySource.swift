import Intake

/// Bytes in memory, handed out `step` at a time.
struct MemorySource: ByteSource {
    private let bytes: [UInt8]
    private let step: Int
    private var position = 0

    init(_ bytes: [UInt8], step: Int = .max) {
        self.bytes = bytes
        self.step = step
    }

    init(_ text: String, step: Int = .max) {
        self.init(Array(text.utf8), step: step)
    }

    mutating func read(into space: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int {
        let count = min(space.count, bytes.count - position, step)
        space.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}
