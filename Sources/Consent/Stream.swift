/// What kind of mail a list carries; fixed when the list is made. Opt-outs of all mail concern marketing alone.
package enum Stream: String, Sendable, CaseIterable {
    case marketing
    case transactional
}

/// How people join a list by its form.
package enum OptInPolicy: String, Sendable, CaseIterable {
    case single
    /// Confirmed opt-in ("double opt-in"): a request counts once it is confirmed by a link mailed to the address.
    case confirmed
}
