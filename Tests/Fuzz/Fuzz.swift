import Glibc

/// The entry of libFuzzer: one input for the target that `FUZZ_TARGET` names.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(UnsafeBufferPointer(start: start, count: count))
    return 0
}

/// Chosen once. A name that nobody knows ends the program and lists those there are.
private let target: FuzzTargets.Target = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTargets.all[name] else {
        let message = "FUZZ_TARGET: one of \(FuzzTargets.all.keys.sorted().joined(separator: " "))\n"
        _ = write(2, message, message.utf8.count)
        exit(64)
    }
    return target
}()
