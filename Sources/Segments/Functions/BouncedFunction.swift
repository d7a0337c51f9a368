/// Whether a mail to a contact came back lately, by what an engine reported: `bounced(30d)`.
struct BouncedFunction: DeliveryEventFunction {
    let kind = "bounced"
}
