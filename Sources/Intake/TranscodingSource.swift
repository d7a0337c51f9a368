/// Rewrites a stream of text from one encoding into another, a stretch at a time.
protocol StreamConverter {
    /// Appends to `output` what `input` completes, and keeps a character cut at the end of `input` for the next call.
    /// A character that cannot be converted becomes bytes that no decoder of the target accepts, so that its cell is
    /// rejected later. The first call sees the beginning of the stream, as much of it as there is or fits.
    mutating func convert(_ input: UnsafeRawBufferPointer, into output: inout [UInt8])

    /// Appends what stands for a character cut off by the end of the stream.
    mutating func finish(into output: inout [UInt8])
}

/// A source in another encoding, rewritten while it is read, in flat memory.
struct TranscodingSource: ByteSource {
    private var original: any ByteSource
    private var converter: any StreamConverter
    private var input: [UInt8]
    private var output: [UInt8] = []
    /// How much of `output` was handed out.
    private var handedOut = 0
    private var isFinished = false

    /// `chunk` is the number of bytes converted at once.
    init(_ original: any ByteSource, by converter: any StreamConverter, chunk: Int = 64 * 1024) {
        self.original = original
        self.converter = converter
        input = [UInt8](repeating: 0, count: chunk)
    }

    mutating func read(into space: UnsafeMutableRawBufferPointer) throws(IntakeError) -> Int {
        while handedOut == output.count {
            if isFinished { return 0 }
            try convertNextChunk()
        }
        let count = min(space.count, output.count - handedOut)
        output.withUnsafeBytes { ready in
            space.copyMemory(from: UnsafeRawBufferPointer(rebasing: ready[handedOut..<handedOut + count]))
        }
        handedOut += count
        return count
    }

    private mutating func convertNextChunk() throws(IntakeError) {
        output.removeAll(keepingCapacity: true)
        handedOut = 0
        let read = try input.withUnsafeMutableBufferPointer { (space) throws(IntakeError) in
            try original.fill(UnsafeMutableRawBufferPointer(space))
        }
        input.withUnsafeBytes { converter.convert(UnsafeRawBufferPointer(rebasing: $0[..<read]), into: &output) }
        if read < input.count {
            converter.finish(into: &output)
            isFinished = true
        }
    }
}
