/// What an expression is checked against.
struct CheckContext: Sendable {
    let catalog: AttributeCatalog
    let clock: SegmentClock
    let functions: [any SegmentFunction]
}
