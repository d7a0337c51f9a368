extension EmailAddress {
    /// Parses what a file of an import holds, putting right what `AddressRepair` names and nothing else.
    ///
    /// Spaces and tabs of ASCII at the ends are no repair. What is an address only without its repairs is taken as it
    /// stands. Repairing the canonical form of the result again changes nothing.
    package static func repairing(_ utf8: UnsafeBufferPointer<UInt8>) throws(AddressProblem) -> RepairedAddress {
        let trimmed = trimmed(utf8)
        if trimmed.first != UInt8(ascii: "'"), let plain = PlainAddress(trimmed) {
            return RepairedAddress(address: EmailAddress(plain, of: trimmed), asGiven: nil, repairs: [])
        }
        guard trimmed.count <= AddressLimit.text else { throw .addressTooLong }
        guard let text = UnicodeText(trimmed) else { throw .notUTF8 }

        let given = Result { () throws(AddressProblem) in try EmailAddress(text) }
        do {
            let (address, repairs) = try repaired(text)
            let asGiven = try? given.get()
            return RepairedAddress(
                address: address,
                asGiven: asGiven == address ? nil : asGiven,
                repairs: AddressRepair.allCases.filter(repairs.contains))
        } catch {
            switch given {
            case .success(let address):
                return RepairedAddress(address: address, asGiven: nil, repairs: [])
            case .failure(let problem):
                if let dugOut = try dugOut(text) { return dugOut }
                // What the repairs took away may be what kept two addresses apart.
                throw problem == .severalAddresses ? problem : error
            }
        }
    }

    /// The address in a text that is none, neither as given nor with the lesser repairs; nil if there is nothing around
    /// it to take away. Throws what is wrong with what was inside.
    private static func dugOut(_ text: UnicodeText) throws(AddressProblem) -> RepairedAddress? {
        var given = GivenAddress(text)
        guard given.dig() else { return nil }
        let (address, repairs) = try repaired(given.text)
        return RepairedAddress(
            address: address, asGiven: nil,
            repairs: AddressRepair.allCases.filter(repairs.union(given.repairs).contains))
    }

    /// Parses what a file of an import holds, as `repairing(_:)` does with bytes.
    package static func repairing(_ text: some StringProtocol) throws(AddressProblem) -> RepairedAddress {
        var text = String(text)
        return try text.withUTF8 { bytes in
            Result { () throws(AddressProblem) in try repairing(bytes) }
        }.get()
    }

    /// Repairs until the canonical form, too, has nothing to repair: needless quotes may have covered something.
    private static func repaired(
        _ text: UnicodeText
    ) throws(AddressProblem) -> (address: EmailAddress, repairs: Set<AddressRepair>) {
        var given = GivenAddress(text)
        given.repair()
        var address = try EmailAddress(given.text)
        var repairs = given.repairs
        while true {
            var again = GivenAddress(UnicodeText(wellFormed: Array(address.canonical.utf8)))
            again.repair()
            guard !again.repairs.isEmpty, let better = try? EmailAddress(again.text) else { break }
            address = better
            repairs.formUnion(again.repairs)
        }
        return (address, repairs)
    }

    /// The bytes without the spaces and tabs at their ends.
    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == .space || byte == .tab }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }) else {
            return UnsafeBufferPointer(rebasing: bytes[..<bytes.startIndex])
        }
        let last = bytes.lastIndex(where: { !isBlank($0) }) ?? first
        return UnsafeBufferPointer(rebasing: bytes[first...last])
    }
}
