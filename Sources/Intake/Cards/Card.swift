/// What a card says of a person, as far as a contact has a place for it.
struct Card {
    /// Each address and the line that it stands on.
    var addresses: [(address: [UInt8], line: Int)] = []
    /// FN, the name as it is shown.
    private var fullName: [UInt8] = []
    /// N: family and given name.
    private var nameParts: [[UInt8]] = []
    private var organization: [[UInt8]] = []
    private var title: [UInt8] = []
    private var language: [UInt8] = []
    private var telephones: [[UInt8]] = []
    private var categories: [[UInt8]] = []

    /// The properties read; others, such as photographs, are passed over.
    static let properties: Set<String> = ["EMAIL", "FN", "N", "ORG", "TITLE", "LANG", "TEL", "CATEGORIES"]

    mutating func take(_ property: CardProperty, line: Int) {
        switch property.name {
        case "EMAIL": addresses.append((property.text, line))
        case "FN" where fullName.isEmpty: fullName = property.text
        case "N" where nameParts.isEmpty: nameParts = property.parts(separatedBy: UInt8(ascii: ";"))
        case "ORG" where organization.isEmpty: organization = property.parts(separatedBy: UInt8(ascii: ";"))
        case "TITLE" where title.isEmpty: title = property.text
        case "LANG" where language.isEmpty: language = property.text
        case "TEL": telephones.append(property.text)
        case "CATEGORIES": categories += property.parts(separatedBy: UInt8(ascii: ","))
        default: break
        }
    }

    /// Adds everything but the address.
    func describe(in members: inout Members) {
        members.add("name".utf8, name)
        if let first = organization.first, !first.isEmpty { members.add("organization".utf8, first) }
        let department = organization.dropFirst().filter { !$0.isEmpty }
        if !department.isEmpty { members.add("department".utf8, department.joined(separator: [0x20])) }
        if !title.isEmpty { members.add("title".utf8, title) }
        if !language.isEmpty { members.add("locale".utf8, language) }
        let telephones = telephones.filter { !$0.isEmpty }
        if !telephones.isEmpty { members.add("telephones", list: telephones) }
        let categories = categories.filter { !$0.isEmpty }
        if !categories.isEmpty { members.add("categories", list: categories) }
    }

    private var name: [UInt8] {
        if !fullName.isEmpty { return fullName }
        let parts = nameParts.map { String(decoding: $0, as: UTF8.self) }
        return Array(
            ContactName.joined(family: parts.first ?? "", given: parts.count > 1 ? parts[1] : "").utf8)
    }
}
