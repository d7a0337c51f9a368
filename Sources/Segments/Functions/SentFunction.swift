/// Whether a mail went to a contact lately: `sent(30d)`.
struct SentFunction: DeliveryEventFunction {
    let kind = "sent"
}
