internal import CGMime

/// A header field that names people, such as To.
enum AddressField {
    /// The addresses in it, those of groups too, in order (RFC 5322 §3.4).
    static func addresses(in field: HeaderField) -> [String] {
        _ = GMimeStart.once
        guard let list = internet_address_list_parse(nil, field.value) else { return [] }
        defer { cgmime_release(list) }
        return addresses(in: list)
    }

    private static func addresses(in list: UnsafeMutablePointer<InternetAddressList>?) -> [String] {
        (0..<internet_address_list_length(list)).flatMap { place -> [String] in
            guard let address = internet_address_list_get_address(list, place) else { return [] }
            if let members = cgmime_group_members(address) { return addresses(in: members) }
            return [cgmime_mailbox_address(address).map { String(cString: $0) } ?? ""]
        }
    }
}
