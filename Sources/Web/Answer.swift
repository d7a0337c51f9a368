import HTTPTypes
import Hummingbird

/// Responses with the headers that pages behind a token need (standards F6): nothing stored, nothing sent on, no index,
/// nothing from elsewhere.
enum Answer {
    /// Seconds after which a client may try again when the database is away.
    static let retryAfter = "30"

    static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        response(status, text, type: "text/plain; charset=utf-8")
    }

    static func page(_ status: HTTPResponse.Status, _ html: String) -> Response {
        response(status, html, type: "text/html; charset=utf-8")
    }

    /// 503: nothing was recorded, try again.
    static func away(_ text: String) -> Response {
        var response = Self.text(.serviceUnavailable, text)
        response.headers[.retryAfter] = retryAfter
        return response
    }

    /// 429: nothing was recorded, try again after so many seconds.
    static func tooMany(_ html: String, retryAfter: String) -> Response {
        var response = page(.tooManyRequests, html)
        response.headers[.retryAfter] = retryAfter
        return response
    }

    private static func response(_ status: HTTPResponse.Status, _ text: String, type: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        headers[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
        headers[HTTPField.Name("X-Robots-Tag")!] = "noindex"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
