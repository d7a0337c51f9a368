import Consent
import HTTPTypes
import Hummingbird
import Logging
import Postgres
import Store

/// `/u/{token}`: GET shows a page with a button and changes nothing (standards A10), POST leaves the list (RFC 8058).
struct LinkRoutes {
    let keys: KeyRing
    let writer: OptOutWriter
    let readers: Pool
    let logger: Logger

    func add(to router: Router<ServiceContext>) {
        router.get("/u/:token") { request, context in await show(request, context) }
        router.post("/u/:token") { request, context in await leave(request, context) }
    }

    private func token(_ context: ServiceContext) async throws -> Token? {
        guard let text = context.parameters.get("token"), text.utf8.count == Token.textLength else { return nil }
        return try await keys.token(from: text)
    }

    private func show(_ request: Request, _ context: ServiceContext) async -> Response {
        let language = Language(accepting: request.headers[.acceptLanguage])
        return await Answer.orAway(Pages.away(language), "a page could not be read", logger) {
            guard let token = try await token(context) else {
                return Answer.page(.notFound, Pages.unknownLink(language))
            }
            let (names, hasLeft) = try await readers.run { try Store($0).page(of: token) }
            return Answer.page(.ok, Pages.ask(names: names, hasLeft: hasLeft, language))
        }
    }

    /// Any POST with a genuine token acts: whatever its body, User-Agent, cookies or origin (standards A9, A18, A20).
    /// It is answered after the commit (A15), never by a redirect (A8).
    private func leave(_ request: Request, _ context: ServiceContext) async -> Response {
        let language = Language(accepting: request.headers[.acceptLanguage])
        return await Answer.orAway(Pages.away(language), "an opt-out could not be recorded", logger) {
            guard let token = try await token(context) else {
                return Answer.page(.notFound, Pages.unknownLink(language))
            }
            let method = await ClickBody.method(of: request)
            try await writer.write(OptOutWriter.Click(token: token, method: method))
            guard method == .page else { return Answer.text(.ok, "unsubscribed\n") }
            let names = (try? await readers.run { try Store($0).page(of: token).names }) ?? []
            return Answer.page(.ok, Pages.done(names: names, language))
        }
    }
}
