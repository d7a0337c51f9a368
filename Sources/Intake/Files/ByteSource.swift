/// Where bytes come from, read once from front to back.
package protocol ByteSource {
    /// Fills the front of `space`, which is not empty, and returns the number of bytes put there: fewer than fit if
    /// that is what is at hand, 0 at the end and only there.
    mutating func read(into space: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int
}

extension ByteSource {
    /// Reads until `space` is full or the source ends; fewer bytes than fit mean the end.
    mutating func fill(_ space: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int {
        var filled = 0
        while filled < space.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: space[filled...]))
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Reads the next bytes, `limit` of them or fewer at the end of the source.
    mutating func next(_ limit: Int) throws(IntakeError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = try bytes.withUnsafeMutableBufferPointer { (space) throws(IntakeError) in
            try fill(UnsafeMutableRawBufferPointer(space))
        }
        bytes.removeSubrange(count...)
        return bytes
    }
}
