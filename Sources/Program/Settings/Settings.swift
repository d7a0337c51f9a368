package import Flows

#if canImport(Glibc)
    import Glibc
#endif

/// What the program was told about its surroundings: by flag, by the environment, or in `lists.yaml`, strongest first.
package struct Settings: Sendable {
    /// The connection string of an outside database; nil for the embedded one.
    var databaseURL: String?
    /// The data folder.
    var home: String
    var baseURL: String?
    var actor: String
    var timeZone: String
    /// Bytes of memory that the database may use in one step of a bulk run.
    var workMemory: Int
    /// Whose law governs where a contact's country is not known: a jurisdiction, or a country of one (ISO 3166).
    var jurisdiction: String?
    /// Where the privacy policy is.
    var policyURL: String?
    /// Where the bounces of the smtp engine come back to.
    var bounceDomain: String?
    /// The address that mails come from, and one way for them to go: a command or a relay.
    package var mailFrom: String?
    package var sendmail: String?
    package var smtp: String?
    /// A file of the certificates that the relay's may be signed by; nil for the system's.
    package var smtpAuthorities: String?
    /// Whether address and User-Agent of who sends a form are kept as evidence.
    package var keepsClient: Bool
    /// The addresses of proxies that are believed when they say who the client is.
    package var proxies: Set<String>
    let environment: [String: String]
    private let secretText: String?
    private let secretFile: String?

    /// Reads the environment and `lists.yaml` in the working folder or the data folder. Throws a `Failure` (78).
    init(database: String?, environment: [String: String]) throws {
        self.environment = environment
        let defaultHome = Self.defaultHome(environment)
        var file = try SettingsFile(folders: [".", environment["LISTS_HOME"] ?? defaultHome])
        func setting(_ variable: String, _ key: String) -> String? {
            let written = file.take(key)
            if let value = environment[variable], !value.isEmpty { return value }
            return written
        }
        databaseURL = database ?? setting("DATABASE_URL", "database_url")
        home = Self.absolute(setting("LISTS_HOME", "home") ?? defaultHome)
        baseURL = setting("LISTS_BASE_URL", "base_url")
        actor = setting("LISTS_ACTOR", "actor") ?? Self.loginName
        timeZone = setting("LISTS_TIMEZONE", "timezone") ?? "Asia/Tokyo"
        workMemory = try MemorySize.bytes(setting("LISTS_WORK_MEM", "work_mem") ?? "768MB")
        jurisdiction = setting("LISTS_JURISDICTION", "jurisdiction")?.uppercased()
        policyURL = setting("LISTS_POLICY_URL", "policy_url")
        bounceDomain = setting("LISTS_BOUNCE_DOMAIN", "bounce_domain")
        mailFrom = setting("LISTS_MAIL_FROM", "mail_from")
        sendmail = setting("LISTS_SENDMAIL", "sendmail")
        smtp = setting("LISTS_SMTP", "smtp")
        smtpAuthorities = setting("LISTS_SMTP_CA", "smtp_ca")
        keepsClient = try Self.flag(setting("LISTS_KEEP_CLIENT", "keep_client"), of: "LISTS_KEEP_CLIENT")
        proxies = Set((setting("LISTS_PROXIES", "proxies") ?? "").split { ", ".contains($0) }.map(String.init))
        secretText = environment["LISTS_SECRET"].flatMap { $0.isEmpty ? nil : $0 }
        secretFile = setting("LISTS_SECRET_FILE", "secret_file")
        try file.refuseTheRest()
    }

    /// Where the root secret is read from, for messages.
    var secretPlace: String { secretPath ?? "LISTS_SECRET" }

    /// The file with the root secret; nil if the environment holds the secret itself.
    var secretPath: String? {
        secretText != nil ? nil : secretFile ?? "\(home)/secret"
    }

    /// The root secret. The default file is made if it is missing and `mayCreate`. Throws a `Failure` (78).
    func rootSecret(mayCreate: Bool) throws -> String {
        if let secretText { return secretText }
        let path = secretFile ?? "\(home)/secret"
        if secretFile == nil, mayCreate, access(path, F_OK) != 0 { try SecretFile.create(path) }
        return try SecretFile.read(path)
    }

    /// Puts the secret of a backup where this installation reads it from. Throws a `Failure` (78) if another is there.
    func keepSecret(_ secret: String) throws {
        let path = secretFile ?? "\(home)/secret"
        if secretText == nil, access(path, F_OK) != 0 { try SecretFile.create(path, holding: secret) }
        let words = { (text: String) in text.split(whereSeparator: \.isWhitespace) }
        guard words(try rootSecret(mayCreate: false)) == words(secret) else {
            throw Failure(
                .configuration, "\(secretPlace): another root secret is there than the backup's; move it away")
        }
    }

    /// The public address. Throws a `Failure` (78) if there is none or it is not https.
    package func requiredBaseURL() throws -> BaseURL {
        guard let baseURL else {
            throw Failure(
                .configuration,
                "no public address is set: LISTS_BASE_URL=https://lists.example.jp (http://127.0.0.1:8080 for trying out)"
            )
        }
        return try BaseURL(baseURL)
    }

    private static func flag(_ text: String?, of variable: String) throws -> Bool {
        switch text {
        case nil, "no", "false": return false
        case "yes", "true": return true
        default: throw Failure(.configuration, "\(variable) must be yes or no")
        }
    }

    private static func defaultHome(_ environment: [String: String]) -> String {
        if geteuid() == 0 { return "/var/lib/meibo" }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(data)/meibo" }
        return "\(environment["HOME"] ?? "/tmp")/.local/share/meibo"
    }

    private static func absolute(_ path: String) -> String {
        var path = path
        if !path.hasPrefix("/"), let folder = getcwd(nil, 0) {
            path = "\(String(cString: folder))/\(path)"
            free(folder)
        }
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static var loginName: String {
        getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
    }
}
