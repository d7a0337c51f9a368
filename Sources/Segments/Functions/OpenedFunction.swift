/// Whether a contact opened a mail lately: `opened(30d)`.
struct OpenedFunction: DeliveryEventFunction {
    let kind = "opened"
}
