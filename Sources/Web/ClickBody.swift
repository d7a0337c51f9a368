import Consent
import Hummingbird
package import Store

/// Which form of body a POST came with. It is recorded, not demanded: proxies lose bodies (standards A18).
package enum ClickBody {
    private static let largest = 16 * 1024

    /// Reads at most 16 KiB; what is longer, broken or unknown is just another POST.
    static func method(of request: Request) async -> ConsentLine.Method {
        guard let body = try? await request.body.collect(upTo: largest) else { return .post }
        return method(of: String(buffer: body), contentType: request.headers[.contentType] ?? "")
    }

    /// The same of a body's text.
    package static func method(of text: String, contentType: String) -> ConsentLine.Method {
        let values =
            contentType.lowercased().hasPrefix("multipart/form-data")
            ? multipart(text) : FormBody.fields(text).mapValues(\.trimmed)
        if values["List-Unsubscribe"] == "One-Click" { return .oneClick }
        return values["by"] == "page" ? .page : .post
    }

    /// The parts of a form by their names, told apart by lines alone: CRLF and bare LF, quoted boundaries, and RFC 8058's
    /// own example, whose declared boundary is not the one it uses (standards A6, A7).
    private static func multipart(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        var name: String?
        var isBody = false
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("--") {
                (name, isBody) = (nil, false)
            } else if isBody, let current = name {
                if values[current] == nil { values[current] = line.trimmed }
            } else if line.isEmpty {
                isBody = name != nil
            } else if line.lowercased().hasPrefix("content-disposition:"), let start = line.firstRange(of: "name=") {
                let rest = line[start.upperBound...].drop { $0 == "\"" }
                name = String(rest.prefix { $0 != "\"" && $0 != ";" })
            }
        }
        return values
    }
}
