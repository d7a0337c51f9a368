import Consent
import HTTPTypes
import Hummingbird
import Logging
import Postgres
import Proof
import Store

/// `/subscribe/{slug}`: the form to join a public list.
///
/// Whatever is known of the address, the answer is the same page, so nobody learns who is on the list.
struct SubscribeRoutes {
    let identity: IdentityKey
    /// The public address of the service, without a slash at the end.
    let baseURL: String
    let writers: Pool
    let readers: Pool
    let clients: ClientEvidence
    let limit: FormLimit
    let logger: Logger
    /// With so many mails waiting, no request is taken.
    private static let mostWaiting = 10_000
    /// A form may lie open so long before it is sent: then the wording of that day was what was shown.
    private static let formLifetime = 86_400 * 1_000_000 as Int64

    func add(to router: Router<ServiceContext>) {
        router.get("/subscribe/:slug") { request, context in await show(request, context) }
        router.post("/subscribe/:slug") { request, context in await take(request, context) }
    }

    private func show(_ request: Request, _ context: ServiceContext) async -> Response {
        let language = Language(accepting: request.headers[.acceptLanguage])
        return await Answer.orAway(FormPages.away(language), "a form could not be taken", logger) {
            guard let form = try await form(context, language) else {
                return Answer.page(.notFound, FormPages.noSuchList(language))
            }
            return Answer.page(.ok, FormPages(form.list, form.notice(at: .now), language).form())
        }
    }

    private func take(_ request: Request, _ context: ServiceContext) async -> Response {
        let language = Language(accepting: request.headers[.acceptLanguage])
        let client = clients.client(of: request, context)
        guard limit.admits(client.key) else {
            return Answer.tooMany(FormPages.tooMany(language), retryAfter: "60")
        }
        let body = await FormBody(request)
        return await Answer.orAway(FormPages.away(language), "a form could not be taken", logger) {
            guard let form = try await form(context, language) else {
                return Answer.page(.notFound, FormPages.noSuchList(language))
            }
            let now = Instant.now
            let current = form.notice(at: now)
            let pages = FormPages(form.list, current, language)
            // Only a program fills in what no person sees.
            guard body["website"].isEmpty else { return Answer.page(.ok, pages.done()) }
            let shown = form.notice(body["notice"], since: now.advanced(byMicroseconds: -Self.formLifetime), until: now)
            guard current == nil || shown != nil && body["agree"] == "yes" else {
                return Answer.page(.badRequest, pages.form(email: body["email"], problem: .notAgreed))
            }
            guard let address = try? EmailAddress.repairing(body["email"]).address else {
                return Answer.page(.badRequest, pages.form(email: body["email"], problem: .noAddress))
            }
            let outcome = try await record(
                address, given: body["email"], list: form.list, notice: shown, language, client)
            guard outcome != .full else {
                return Answer.tooMany(FormPages.tooMany(language), retryAfter: "3600")
            }
            return Answer.page(.ok, pages.done())
        }
    }

    private func record(
        _ address: EmailAddress, given: String, list: MailingList, notice: KeptNotice?, _ language: Language,
        _ client: Client
    ) async throws -> OptInRequestOutcome {
        let contact = identity.contactID(of: address)
        let evidence = clients.document(client, form: "\(baseURL)/subscribe/\(list.slug)")
        return try await writers.run { connection in
            let store = Store(connection)
            return try store.transaction {
                try store.waitBriefly()
                return try store.requestOptIn(
                    contact, to: list.id, address: given.trimmed, canonical: address.canonical,
                    locale: language.rawValue,
                    notice: notice?.hash, evidence: evidence, mostWaiting: Self.mostWaiting)
            }
        }
    }

    /// Nil if there is no such list for everybody.
    private func form(_ context: ServiceContext, _ language: Language) async throws -> OpenForm? {
        guard let slug = context.parameters.get("slug") else { return nil }
        return try await readers.run { connection in
            let store = Store(connection)
            guard let list = try store.publicList(slug) else { return nil }
            return OpenForm(list: list, notices: try store.notices(of: list), language: language)
        }
    }
}
