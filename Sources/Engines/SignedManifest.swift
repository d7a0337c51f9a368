package import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The bytes of a manifest file, and whether they are what was signed.
package enum SignedManifest {
    /// Why a manifest is not to be trusted.
    package enum Problem: Error, Equatable {
        case unreadable
        case badSignature
    }

    /// The manifest with its signature, readable by people: indented, keys sorted.
    package static func encode(_ manifest: Manifest, signedBy key: Curve25519.Signing.PrivateKey) throws -> String {
        var members = try object(JSONEncoder().encode(manifest))
        let signature = try key.signature(for: canonical(.object(members)))
        members["signature"] = .object([
            "algorithm": .string("Ed25519"),
            "public_key": .string(Data(key.publicKey.rawRepresentation).base64EncodedString()),
            "value": .string(Data(signature).base64EncodedString()),
        ])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(JSONValue.object(members)), as: UTF8.self) + "\n"
    }

    /// The manifest in a file, if its signature is by `key`. Throws `unreadable` or `badSignature`.
    package static func decode(
        _ bytes: [UInt8], signedBy key: Curve25519.Signing.PublicKey
    ) throws(Problem) -> Manifest {
        do {
            var members = try object(Data(bytes))
            guard case .object(let signature)? = members.removeValue(forKey: "signature"),
                case .string(let text)? = signature["value"], let value = Data(base64Encoded: text)
            else { throw Problem.badSignature }
            guard key.isValidSignature(value, for: try canonical(.object(members))) else { throw Problem.badSignature }
            return try JSONDecoder().decode(Manifest.self, from: JSONEncoder().encode(JSONValue.object(members)))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .unreadable
        }
    }

    private static func object(_ data: Data) throws -> [String: JSONValue] {
        guard case .object(let members) = try JSONDecoder().decode(JSONValue.self, from: data) else {
            throw Problem.unreadable
        }
        return members
    }

    private static func canonical(_ value: JSONValue) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}

/// Any JSON document whose numbers are whole, so that it is written back as it was read.
enum JSONValue: Codable, Equatable {
    case null
    case bool(Bool)
    case number(Int64)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
