import CUnistring

/// Well-formed UTF-8, with what libunistring can do to it.
struct UnicodeText {
    let bytes: [UInt8]

    /// Nil where the bytes are not well-formed UTF-8.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.isEmpty || u8_check(bytes.baseAddress, bytes.count) == nil else { return nil }
        self.bytes = Array(bytes)
    }

    /// Trusts its caller that the bytes are well-formed UTF-8.
    init(wellFormed bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Encodes code points as they come, without normalising them.
    init(_ scalars: some Sequence<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.bytes = Array(String(view).utf8)
    }

    var isASCII: Bool { bytes.allSatisfy(\.isASCII) }

    var scalars: String.UnicodeScalarView { String(decoding: bytes, as: UTF8.self).unicodeScalars }

    /// Normalization form C. Of text without unassigned code points it is the same in every version of Unicode.
    var nfc: UnicodeText {
        transformed { source, count, buffer, length in
            u8_normalize(cunistring_nfc(), source, count, buffer, length)
        }
    }

    /// Full case folding without a language's own rules, code point by code point, and not normalised afterwards.
    var caseFolded: UnicodeText {
        transformed { source, count, buffer, length in
            u8_casefold(source, count, nil, nil, buffer, length)
        }
    }

    /// Runs a function of libunistring, which fills the buffer it is given, or allocates a larger one.
    private func transformed(
        _ function: (
            UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>
        ) -> UnsafeMutablePointer<UInt8>?
    ) -> UnicodeText {
        // Neither NFC nor full case folding makes UTF-8 longer than this; if they did, the library would allocate.
        let capacity = bytes.count * 3 + 1
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
            var length = capacity
            let result = bytes.withUnsafeBufferPointer { source in
                function(source.baseAddress, source.count, buffer.baseAddress, &length)
            }
            // Of well-formed text, the functions fail only when memory runs out.
            guard let result else { fatalError("libunistring: out of memory") }
            defer { if result != buffer.baseAddress { free(result) } }
            return UnicodeText(wellFormed: Array(UnsafeBufferPointer(start: result, count: length)))
        }
    }
}
