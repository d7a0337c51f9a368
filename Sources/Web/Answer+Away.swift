import Hummingbird
import Logging
import Postgres

extension Answer {
    /// What `body` answers. If it throws: 503 with one line for the person, and a line in the log that names nobody.
    ///
    /// - Parameter problem: what could not be done.
    static func orAway(
        _ line: @autoclosure () -> String, _ problem: String, _ logger: Logger, _ body: () async throws -> Response
    ) async -> Response {
        do {
            return try await body()
        } catch {
            logger.warning("\(problem)", metadata: ["reason": "\(error.loggable)"])
            return away(line())
        }
    }
}
