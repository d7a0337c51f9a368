/// How an engine takes the address of a person.
package enum AddressForm: Sendable {
    case raw
    case quoted
    case skipped
}

extension EnginePolicy {
    /// The form of a canonical address.
    package func form(of address: UnsafeBufferPointer<UInt8>) -> AddressForm {
        var hasMisplacedDot = address.first == UInt8(ascii: ".")
        var isASCII = true
        var last: UInt8 = 0
        for byte in address {
            if byte >= 0x80 { isASCII = false }
            if last == UInt8(ascii: "."), byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@") {
                hasMisplacedDot = true
            }
            last = byte
        }
        if !isASCII, nonASCIIAddresses != .raw { return .skipped }
        if address.first == UInt8(ascii: "\"") { return quotedAddresses == .skipped ? .skipped : .raw }
        guard hasMisplacedDot else { return .raw }
        switch carrierAddresses {
        case .raw: return .raw
        case .skipped: return .skipped
        case .quoted:
            let local = address.lastIndex(of: UInt8(ascii: "@")) ?? 0
            // RFC 5321 §4.5.3.1.1: the quotes count.
            return local + 2 <= 64 ? .quoted : .skipped
        }
    }

    /// Puts the local part of an address in quotes. There is nothing to escape: it is made of atoms and dots.
    package static func quote(_ address: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        output.removeAll(keepingCapacity: true)
        let local = address.lastIndex(of: UInt8(ascii: "@")) ?? 0
        output.append(UInt8(ascii: "\""))
        output.append(contentsOf: address[..<local])
        output.append(UInt8(ascii: "\""))
        output.append(contentsOf: address[local...])
    }
}
