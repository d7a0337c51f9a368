import HTTPTypes
import Hummingbird
import Postgres
import Store

/// `/healthz`: the process lives. `/readyz`: it reaches a database that it fits.
struct HealthRoutes {
    let readers: Pool

    func add(to router: Router<ServiceContext>) {
        router.get("/healthz") { _, _ in Answer.text(.ok, "ok\n") }
        router.get("/readyz") { [readers] _, _ in
            do {
                try await readers.run { connection in try Store(connection).checkSchema() }
                return Answer.text(.ok, "ready\n")
            } catch {
                return Answer.away("the database is away\n")
            }
        }
    }
}
