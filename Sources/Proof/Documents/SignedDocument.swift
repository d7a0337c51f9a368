package import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A JSON object that carries its own Ed25519 signature in the member `signature`.
///
/// The signature covers the JSON of all other members, with sorted keys and no white space, so that members may be added
/// later without breaking older checkers.
package enum SignedDocument {
    /// Why a document is not to be trusted.
    package enum Problem: Error, Equatable {
        case unreadable
        case badSignature
    }

    /// The members with their signature, readable by people: indented, keys sorted.
    package static func encode(
        _ members: [String: JSONValue], signedBy key: Curve25519.Signing.PrivateKey
    ) throws -> String {
        var members = members
        let signature = try key.signature(for: canonical(.object(members)))
        members["signature"] = .object([
            "algorithm": .string("Ed25519"),
            "public_key": .string(Data(key.publicKey.rawRepresentation).base64EncodedString()),
            "value": .string(Data(signature).base64EncodedString()),
        ])
        return try text(of: members)
    }

    /// The members of a document, however it was signed. Throws `unreadable`.
    package static func members(of bytes: [UInt8]) throws(Problem) -> [String: JSONValue] {
        guard case .object(let members)? = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
            throw .unreadable
        }
        return members
    }

    /// The text that `encode` writes for members that are signed already.
    package static func text(of members: [String: JSONValue]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(JSONValue.object(members)), as: UTF8.self) + "\n"
    }

    /// The members but `signature`, if that is by `key`. Throws `unreadable` or `badSignature`.
    package static func decode(
        _ bytes: [UInt8], signedBy key: Curve25519.Signing.PublicKey
    ) throws(Problem) -> [String: JSONValue] {
        var members = try members(of: bytes)
        guard let signature = signature(of: members), signature.publicKey == Array(key.rawRepresentation) else {
            throw .badSignature
        }
        members["signature"] = nil
        guard let signed = try? canonical(.object(members)), key.isValidSignature(signature.value, for: signed) else {
            throw .badSignature
        }
        return members
    }

    /// Who signed a document, and the signature; nil unless it is written just as `encode` writes it.
    package static func signature(of members: [String: JSONValue]) -> (publicKey: [UInt8], value: [UInt8])? {
        guard case .object(let signature)? = members["signature"], signature.count == 3,
            signature["algorithm"] == .string("Ed25519"), let publicKey = base64(signature["public_key"]),
            let value = base64(signature["value"])
        else { return nil }
        return (publicKey, value)
    }

    /// The bytes of a text in base64, if it is the one text that stands for them.
    private static func base64(_ value: JSONValue?) -> [UInt8]? {
        guard let text = value?.text, let data = Data(base64Encoded: text), data.base64EncodedString() == text else {
            return nil
        }
        return Array(data)
    }

    /// The JSON of a value with sorted keys and no white space: what hashes and signatures are made of.
    package static func canonical(_ value: JSONValue) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }
}
