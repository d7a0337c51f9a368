internal import CLibPQ

#if canImport(Glibc)
    import Glibc
#endif

/// Where the database is, as libpq takes it: a `postgresql://` URL (several hosts allowed) or `key=value` pairs.
package struct ConnectionParameters: Sendable, Hashable {
    /// The connection string. It may hold a password: never print it.
    package let string: String
    /// Seconds to wait for a connection where the string does not say.
    package var connectTimeout = 10
    /// Which of several hosts it is; empty where the string says.
    private var place: [String: String] = [:]

    package init(_ string: String) {
        self.string = string
    }

    /// The same, at the very server that a connection has found.
    func at(_ handle: OpaquePointer?) -> ConnectionParameters {
        var found = self
        found.place = ["host": PQhost(handle), "hostaddr": PQhostaddr(handle), "port": PQport(handle)]
            .compactMapValues { $0.map { String(cString: $0) } }.filter { !$0.value.isEmpty }
        return found
    }

    /// A function of libpq that takes keys and values and makes a connection of them.
    typealias Opening = (
        UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<UnsafePointer<CChar>?>?, Int32
    ) -> OpaquePointer?

    /// Opens a connection; its status tells whether that worked.
    func open(_ open: Opening = PQconnectdbParams) -> OpaquePointer? {
        // Later pairs win over earlier ones, and dbname is expanded as a whole connection string. No `options`:
        // PgBouncer refuses them, so limits on statements are settings of the role (see `Installation`).
        let pairs =
            [
                ("connect_timeout", String(connectTimeout)), ("dbname", string), ("application_name", "meibo"),
                ("client_encoding", "UTF8"),
            ] + place
        let keys = pairs.map { strdup($0.0) }
        let values = pairs.map { strdup($0.1) }
        defer {
            keys.forEach { free($0) }
            values.forEach { free($0) }
        }
        let keyList = keys.map { UnsafePointer<CChar>($0) } + [nil]
        let valueList = values.map { UnsafePointer<CChar>($0) } + [nil]
        return open(keyList, valueList, 1)
    }

    /// Whether a server answers there, without logging in.
    package var answers: Bool {
        PQping(string) == PQPING_OK
    }

    /// The same as variables of the environment, for PostgreSQL's own programs: a password does not show in `ps` so.
    package var environment: [String: String] {
        guard let options = PQconninfoParse(string, nil) else { return [:] }
        defer { PQconninfoFree(options) }
        var variables: [String: String] = [:]
        var option = options
        while option.pointee.keyword != nil {
            if let name = option.pointee.envvar, let value = option.pointee.val {
                variables[String(cString: name)] = String(cString: value)
            }
            option += 1
        }
        return variables
    }

    /// libpq's message as one line that holds no secret: what it says of host, port, role and database is needed.
    static func hint(from message: String) -> String {
        let lines = message.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
        return lines.first.map(String.init) ?? "no reason given"
    }
}
