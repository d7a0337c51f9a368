/// What a send list is: who it was made for, from what, when, and until when it may be used. Signed.
///
/// The signature (Ed25519) covers the JSON of all members but `signature`, with sorted keys and no white space, so that
/// members may be added later without breaking older checkers.
package struct Manifest: Codable, Equatable, Sendable {
    package var version = 1
    /// True if it was made for trying out: its links lead to this machine.
    package var test: Bool
    package var sendList: Int64
    package var list: List
    package var segment: String?
    package var expression: String?
    package var engine: String
    package var fields: [String]
    package var asOf: String
    package var expiresAt: String
    package var recipients: Int
    package var excluded: [String: Int]
    package var files: [File]
    package var baseURL: String
    package var actor: String

    package struct List: Codable, Equatable, Sendable {
        package var slug: String
        package var name: String
        package var stream: String
        /// The value of List-Id.
        package var listID: String
        package var senderName: String?
        package var senderAddress: String?
        package var senderContact: String?
        package var complaintContact: String?

        enum CodingKeys: String, CodingKey {
            case slug, name, stream
            case listID = "list_id"
            case senderName = "sender_name"
            case senderAddress = "sender_address"
            case senderContact = "sender_contact"
            case complaintContact = "complaint_contact"
        }

        package init(
            slug: String, name: String, stream: String, listID: String, senderName: String?, senderAddress: String?,
            senderContact: String?, complaintContact: String?
        ) {
            self.slug = slug
            self.name = name
            self.stream = stream
            self.listID = listID
            self.senderName = senderName
            self.senderAddress = senderAddress
            self.senderContact = senderContact
            self.complaintContact = complaintContact
        }
    }

    package struct File: Codable, Equatable, Sendable {
        /// Relative to the manifest.
        package var path: String
        package var rows: Int
        /// Lower-case hexadecimal.
        package var sha256: String

        package init(path: String, rows: Int, sha256: String) {
            self.path = path
            self.rows = rows
            self.sha256 = sha256
        }
    }

    enum CodingKeys: String, CodingKey {
        case version, test, list, segment, expression, engine, fields, recipients, excluded, files, actor
        case sendList = "send_list"
        case asOf = "as_of"
        case expiresAt = "expires_at"
        case baseURL = "base_url"
    }

    package init(
        test: Bool, sendList: Int64, list: List, segment: String?, expression: String?, engine: String,
        fields: [String],
        asOf: String, expiresAt: String, recipients: Int, excluded: [String: Int], files: [File], baseURL: String,
        actor: String
    ) {
        self.test = test
        self.sendList = sendList
        self.list = list
        self.segment = segment
        self.expression = expression
        self.engine = engine
        self.fields = fields
        self.asOf = asOf
        self.expiresAt = expiresAt
        self.recipients = recipients
        self.excluded = excluded
        self.files = files
        self.baseURL = baseURL
        self.actor = actor
    }
}
