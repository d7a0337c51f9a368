/// Memory for the text of one decoded cell after the other.
package final class CellMemory {
    private var memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1024)

    package init() {}

    deinit {
        memory.deallocate()
    }

    /// A copy of `text` that stands still until the next call.
    package func hold(_ text: [UInt8]) -> UnsafeBufferPointer<UInt8> {
        if text.count > memory.count {
            memory.deallocate()
            memory = .allocate(capacity: text.count * 2)
        }
        _ = memory.initialize(from: text)
        return UnsafeBufferPointer(rebasing: memory[..<text.count])
    }
}
