/// Whether a contact followed a link in a mail lately: `clicked(30d)`.
struct ClickedFunction: DeliveryEventFunction {
    let kind = "clicked"
}
