/// What a send list is: who it was made for, from what, when, and until when it may be used. Signed.
///
/// The signature (Ed25519) covers the JSON of all members but `signature`, with sorted keys and no white space, so that
/// members may be added later without breaking older checkers.
package struct Manifest: Codable, Equatable, Sendable {
    package var version = 1
    /// True if it was made for trying out: its links lead to this machine.
    package var test: Bool
    package var sendList: Int64
    /// The list, or the first of several.
    package var list: List
    /// All lists in the order that decides, if there are several.
    package var lists: [List]?
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
    /// What every mail on a marketing list has to say of its sender, for the foot of the mail.
    package var footer: String?
    /// The merge fields as `--fields` takes them.
    package var mergeFields: [String]?
    package var options: [String: String]?
    package var limit: Int?
    package var holdout: Holdout?
    package var shards: Shards?
    package var encryption: Encryption?
    /// When those were taken out who had left since, and how many that were.
    package var recheckedAt: String?
    package var removed: Int?

    /// Who was left out by lot: everybody whose keyed hash under the seed falls into the share.
    package struct Holdout: Codable, Equatable, Sendable {
        package var share: String
        package var seed: String

        package init(share: String, seed: String) {
            self.share = share
            self.seed = seed
        }
    }

    /// A file for every hour, each with at most so many people of one domain.
    package struct Shards: Codable, Equatable, Sendable {
        package var by = "domain"
        package var perHour: Int

        enum CodingKeys: String, CodingKey {
            case by
            case perHour = "per_hour"
        }

        package init(perHour: Int) {
            self.perHour = perHour
        }
    }

    /// Who alone can read the files.
    package struct Encryption: Codable, Equatable, Sendable {
        package var tool: String
        package var recipients: [String]

        package init(tool: String, recipients: [String]) {
            self.tool = tool
            self.recipients = recipients
        }
    }

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
        /// When it may be sent: so many hours after the first.
        package var hour: Int?
        /// Nil for a file of people to be mailed.
        package var role: Role?

        package enum Role: String, Codable, Sendable {
            /// The ids of those whom the engine cannot carry.
            case skipped
        }

        package init(path: String, rows: Int, sha256: String, hour: Int? = nil, role: Role? = nil) {
            self.path = path
            self.rows = rows
            self.sha256 = sha256
            self.hour = hour
            self.role = role
        }
    }

    enum CodingKeys: String, CodingKey {
        case version, test, list, lists, segment, expression, engine, fields, recipients, excluded, files, actor, footer
        case options, limit, holdout, shards, encryption, removed
        case sendList = "send_list"
        case asOf = "as_of"
        case expiresAt = "expires_at"
        case baseURL = "base_url"
        case mergeFields = "merge_fields"
        case recheckedAt = "rechecked_at"
    }

    /// A manifest of nothing written yet. There must be at least one list.
    package init(
        test: Bool, sendList: Int64, lists: [List], segment: String?, expression: String?, engine: String,
        fields: [String], asOf: String, expiresAt: String, baseURL: String, actor: String
    ) {
        self.test = test
        self.sendList = sendList
        list = lists[0]
        self.lists = lists.count > 1 ? lists : nil
        self.segment = segment
        self.expression = expression
        self.engine = engine
        self.fields = fields
        self.asOf = asOf
        self.expiresAt = expiresAt
        recipients = 0
        excluded = [:]
        files = []
        self.baseURL = baseURL
        self.actor = actor
    }

    /// The list or lists.
    package var allLists: [List] { lists ?? [list] }
}
