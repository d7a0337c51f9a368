import Consent
import Hummingbird
import Logging
import Postgres
import Store

/// `/confirm/{token}`: GET shows a page with a button and changes nothing, POST is the person's yes.
struct ConfirmRoutes {
    let keys: KeyRing
    let writers: Pool
    let readers: Pool
    let clients: ClientEvidence
    let logger: Logger

    func add(to router: Router<ServiceContext>) {
        router.get("/confirm/:token") { request, context in await show(request, context) }
        router.post("/confirm/:token") { request, context in await confirm(request, context) }
    }

    private func confirmation(_ context: ServiceContext) async throws -> ConfirmationToken? {
        guard let text = context.parameters.get("token"), text.utf8.count == Token.textLength else { return nil }
        return try await keys.confirmation(from: text)
    }

    private func show(_ request: Request, _ context: ServiceContext) async -> Response {
        let language = Language(accepting: request.headers[.acceptLanguage])
        return await Answer.orAway(FormPages.away(language), "a page could not be read", logger) {
            guard let confirmation = try await confirmation(context),
                let list = try await readers.run({ try Store($0).list(confirmation.list) })
            else { return Answer.page(.notFound, Pages.unknownLink(language)) }
            let page = ConfirmPages(list: list, language: language)
            return Answer.page(.ok, confirmation.hasRunOut(at: .now) ? page.after(.expired) : page.ask())
        }
    }

    /// Any POST with a genuine link acts, as where one leaves. It is answered after the commit.
    private func confirm(_ request: Request, _ context: ServiceContext) async -> Response {
        let language = Language(accepting: request.headers[.acceptLanguage])
        return await Answer.orAway(FormPages.away(language), "a confirmation could not be recorded", logger) {
            guard let confirmation = try await confirmation(context) else {
                return Answer.page(.notFound, Pages.unknownLink(language))
            }
            let evidence = clients.document(clients.client(of: request, context))
            let (list, outcome) = try await writers.run { connection in
                let store = Store(connection)
                return try store.transaction {
                    try store.waitBriefly()
                    let outcome = try store.confirmOptIn(confirmation, evidence: evidence)
                    return (try store.list(confirmation.list), outcome)
                }
            }
            guard let list else { return Answer.page(.notFound, Pages.unknownLink(language)) }
            return Answer.page(.ok, ConfirmPages(list: list, language: language).after(outcome))
        }
    }
}
