/// What a wrapped key is for: given to the wrapping, so that one key cannot stand in for another.
enum KeyPurpose {
    static let identity = "identity"
    static let manifest = "manifest"

    static func token(_ number: Int) -> String {
        "token \(number)"
    }
}
