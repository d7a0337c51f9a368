internal import CLinux

#if canImport(Glibc)
    import Glibc
#endif

/// The two ends of a pipe. No child has them unless they are handed over.
package struct Pipe: Sendable {
    package let reading: Int32
    package let writing: Int32

    /// Nil, with errno, if none can be made.
    package init?() {
        var ends: [Int32] = [-1, -1]
        guard make_pipe(&ends) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
    }

    /// Writes all of `bytes`; false, with errno, if the other end does not take them.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
