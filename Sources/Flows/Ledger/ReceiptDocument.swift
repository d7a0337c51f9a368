import Consent
import Proof
import Store

/// What the law and the operator's policy add to a receipt.
package struct ReceiptTerms: Sendable {
    /// The country whose law governs, as ISO 3166 has it.
    package var jurisdiction: String
    /// Where the privacy policy is.
    package var policyURL: String?

    package init(jurisdiction: String, policyURL: String?) {
        self.jurisdiction = jurisdiction
        self.policyURL = policyURL
    }
}

/// The parts of a receipt that follow the consent record of ISO/IEC TS 27560 and the consent receipt of Kantara 1.1.
struct ReceiptDocument {
    let address: String
    let contact: ContactID
    let createdAt: Instant
    let installation: String
    let language: String
    let publicKey: [UInt8]
    let terms: ReceiptTerms
    let standings: [Subscription]
    /// What the law that governs the person asks of the bases in the receipt.
    let law: [BasisRule]

    var members: [String: JSONValue] {
        [
            "record": record, "consent_receipt": consentReceipt, "pii_processing": .array(standings.map(processing)),
            "parties": .array(parties), "law": .array(law.map(\.json)),
        ]
    }

    /// One and the same for one person at one moment.
    private var recordID: String {
        ContactID(high: contact.high ^ UInt64(bitPattern: createdAt.microseconds), low: contact.low).asVersion8
            .description
    }

    /// ISO/IEC TS 27560: the header of a record.
    private var record: JSONValue {
        .object([
            "schema_version": .string("ISO/IEC TS 27560:2023"), "record_id": .string(recordID),
            "pii_principal_id": .string(address), "contact_id": .string(contact.description),
            "created_at": .string(createdAt.description), "installation": .string(installation),
        ])
    }

    /// Kantara Consent Receipt 1.1 §4.
    private var consentReceipt: JSONValue {
        let given = standings.compactMap(\.permission).min { $0.occurredAt < $1.occurredAt }
        return .object([
            "version": .string("KI-CR-v1.1.0"), "jurisdiction": .string(terms.jurisdiction),
            // Whole seconds since 1970; null if the person stands on no list by any yes or ground.
            "consentTimestamp": JSONValue(given.map { $0.occurredAt.microseconds / 1_000_000 }),
            "collectionMethod": JSONValue(given?.method), "consentReceiptID": .string(recordID),
            "publicKey": .string(Hexadecimal.text(publicKey)), "language": .string(language),
            "piiPrincipalId": .string(address), "piiControllers": .array(controllers),
            "policyUrl": JSONValue(terms.policyURL), "services": .array(standings.map(service)),
            "sensitive": .bool(false),
            "spiCat": .array([]),
        ])
    }

    /// The senders of the lists, each once.
    private var controllers: [JSONValue] {
        standings.map(\.list.sender).reduce(into: [SenderProfile]()) { profiles, profile in
            if !profiles.contains(profile) { profiles.append(profile) }
        }.map { profile in
            .object([
                "piiController": JSONValue(profile.name), "onBehalf": .bool(false),
                "contact": JSONValue(profile.contact),
                "address": .object(["streetAddress": JSONValue(profile.address)]),
                "email": JSONValue(profile.complaintContact), "phone": .null,
            ])
        }
    }

    private func service(_ standing: Subscription) -> JSONValue {
        .object([
            "service": .string(standing.list.name),
            "purposes": .array([
                .object([
                    "purpose": .string("\(standing.list.stream.rawValue) mail: \(standing.list.name)"),
                    "purposeCategory": .array([.string(standing.list.stream.rawValue)]),
                    "consentType": .string(standing.basis == "consent" ? "EXPLICIT" : "IMPLICIT"),
                    "piiCategory": .array([.string("e-mail address"), .string("name")]),
                    "primaryPurpose": .bool(standing.list.stream == .transactional),
                    "termination": .string(Self.withdrawal), "thirdPartyDisclosure": .bool(false),
                ])
            ]),
        ])
    }

    /// ISO/IEC TS 27560: the processing of one purpose.
    private func processing(_ standing: Subscription) -> JSONValue {
        .object([
            "list": .string(standing.list.slug), "list_id": .number(Int64(standing.list.id.rawValue)),
            "stream": .string(standing.list.stream.rawValue),
            "purpose": .string("\(standing.list.stream.rawValue) mail"),
            "lawful_basis": JSONValue(standing.basis), "status": .string(standing.status),
            "may_be_mailed": .bool(standing.isSendable), "reason": .string(standing.reason),
            "deciding_event": JSONValue(standing.deciding?.event.description),
            "collection_method": JSONValue(standing.permission?.method), "privacy_notice": JSONValue(terms.policyURL),
            "jurisdiction": .string(terms.jurisdiction), "withdrawal_method": .string(Self.withdrawal),
            "pii_information": .array([.object(["pii_type": .string("e-mail address")])]),
        ])
    }

    private var parties: [JSONValue] {
        let senders = standings.map { standing in
            JSONValue.object([
                "party_id": .string(installation), "party_role": .string("pii controller"),
                "party_name": JSONValue(standing.list.sender.name),
                "party_address": JSONValue(standing.list.sender.address),
                "party_contact": JSONValue(standing.list.sender.contact), "list": .string(standing.list.slug),
            ])
        }
        return senders + [
            .object(["party_id": .string(contact.description), "party_role": .string("pii principal")])
        ]
    }

    private static let withdrawal = "the one-click link in every mail, or a word to the contact of the sender"
}

extension BasisRule {
    /// The line of the law as receipts show it; their checker reads the first four.
    fileprivate var json: JSONValue {
        .object([
            "basis": .string(basis), "carries_marketing_mail": .bool(stands),
            "needs_reference": .bool(demandsReference), "lifetime": JSONValue(lifetime),
            "jurisdiction": .string(jurisdiction), "evidence": .string(evidence), "law": .string(law),
        ])
    }
}

extension Subscription {
    /// The line that the permission to mail rests on, if there is one.
    fileprivate var permission: LedgerLine? {
        isSendable || status == "paused" ? deciding : nil
    }
}
