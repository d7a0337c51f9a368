import Consent
import Proof
import Store

extension KeptNotice {
    /// The notice as documents show it: with its wording and the periods of its use.
    var json: JSONValue {
        .object([
            "notice": .string(Hexadecimal.text(hash)), "list": .string(notice.list), "locale": .string(notice.locale),
            "box_ticked": .bool(notice.boxTicked), "wording": .string(notice.wording),
            "used": .array(
                uses.map {
                    .object(["from": .string($0.from.description), "until": JSONValue($0.until?.description)])
                }),
        ])
    }
}
