import Glibc

/// `text` in another encoding, by the C library's converter: the tests' own way there, apart from the code tested.
func encoded(_ text: String, as encoding: String) -> [UInt8] {
    let handle = iconv_open(encoding, "UTF-8")!
    defer { iconv_close(handle) }
    var source = text.utf8.map { CChar(bitPattern: $0) }
    var target = [CChar](repeating: 0, count: text.utf8.count * 4 + 16)
    let written = source.withUnsafeMutableBufferPointer { source in
        target.withUnsafeMutableBufferPointer { target in
            var input = source.baseAddress
            var inputLeft = source.count
            var output = target.baseAddress
            var outputLeft = target.count
            let result = iconv(handle, &input, &inputLeft, &output, &outputLeft)
            precondition(result == 0, "\(encoding) cannot hold the test's text")
            iconv(handle, nil, nil, &output, &outputLeft)
            return target.count - outputLeft
        }
    }
    return target[..<written].map { UInt8(bitPattern: $0) }
}
