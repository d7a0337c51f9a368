/// The value of a List-* field that holds URIs: `<URI>` items with commas between them (RFC 2369 §2).
struct AngleURIs {
    let uris: [String]
    /// What is not as it must be; nil if all is well.
    let problem: String?

    init(_ value: String) {
        var uris: [String] = []
        var problem: String?
        var rest = value[...]
        while true {
            rest = rest.drop(while: \.isWhitespace)
            guard rest.first == "<" else {
                problem = "an item does not begin with <"
                break
            }
            guard let close = rest.firstIndex(of: ">") else {
                problem = "a > is missing"
                break
            }
            let uri = rest[rest.index(after: rest.startIndex)..<close]
            if uri.contains(where: \.isWhitespace) { problem = "there is white space between < and >" }
            if uri.isEmpty { problem = "there is nothing between < and >" }
            uris.append(String(uri.filter { !$0.isWhitespace }))
            rest = rest[rest.index(after: close)...].drop(while: \.isWhitespace)
            if rest.isEmpty { break }
            guard rest.first == "," else {
                problem = "between the items there is something else than a comma"
                break
            }
            rest = rest.dropFirst()
        }
        self.uris = uris
        self.problem = problem
    }
}
