import Consent
package import Crypto
import Proof
import Store

#if canImport(Glibc)
    import Glibc
#endif

/// The signed manifest of an evidence pack: what is in it, and that it is whole.
package enum PackManifest {
    private static let version: Int64 = 1

    static func members(
        _ report: PackFlow.Report, _ list: MailingList, installation: String, actor: String
    ) -> [String: JSONValue] {
        [
            "meibo_consent_pack": .number(version), "installation": .string(installation), "actor": .string(actor),
            "as_of": .string(report.asOf.description), "addresses": .number(Int64(report.addresses)),
            "reasons": .object(report.reasons.mapValues { .number(Int64($0)) }),
            "bases": .object(report.bases.mapValues { .number(Int64($0)) }),
            "list": .object([
                "slug": .string(list.slug), "name": .string(list.name), "stream": .string(list.stream.rawValue),
                "sender_name": JSONValue(list.sender.name), "sender_address": JSONValue(list.sender.address),
                "sender_contact": JSONValue(list.sender.contact),
                "complaint_contact": JSONValue(list.sender.complaintContact),
            ]),
            "seal": report.seal.map {
                .object(["number": .number(Int64($0.number)), "root": .string($0.root.description)])
            } ?? .null,
            "files": .array(
                report.files.map {
                    .object([
                        "path": .string($0.path), "rows": .number(Int64($0.rows)), "sha256": .string($0.sha256),
                    ])
                }),
        ]
    }

    /// What a good pack holds.
    package struct Verdict: Sendable {
        package var list: String
        package var addresses: Int
        package var files: Int
        package var asOf: String
    }

    /// Throws a `Failure`: no such file (66); changed, incomplete or signed by another installation (65).
    package static func verify(_ path: String, signedBy key: Curve25519.Signing.PublicKey) throws -> Verdict {
        let bytes = try FileBytes.whole(path, limit: 1 << 20, unlike: "this is no manifest of an evidence pack")
        let members: [String: JSONValue]
        do {
            members = try SignedDocument.decode(bytes, signedBy: key)
        } catch {
            throw Failure(
                .badData,
                error == .unreadable
                    ? "\(path): this is no manifest of an evidence pack"
                    : "\(path): the signature does not fit: it was changed, or made by another installation")
        }
        guard members["meibo_consent_pack"]?.number == version, let list = members["list"]?["slug"]?.text,
            let addresses = members["addresses"]?.number, let asOf = members["as_of"]?.text,
            let files = members["files"]?.elements
        else { throw Failure(.badData, "\(path): this is no manifest of an evidence pack") }
        let folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : "."
        for file in files {
            // A name without folders, as every manifest made here has: nothing else is opened.
            guard let name = file["path"]?.text, !name.contains("/"), let sha256 = file["sha256"]?.text else {
                throw Failure(.badData, "\(path): names a file elsewhere")
            }
            guard try FileBytes.sha256("\(folder)/\(name)") == sha256 else {
                throw Failure(.badData, "\(folder)/\(name): this is not the file that the pack was made with")
            }
        }
        return Verdict(list: list, addresses: Int(addresses), files: files.count, asOf: asOf)
    }
}
