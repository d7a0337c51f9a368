/// Why one may mail somebody (特定電子メール法 3条1項; GDPR 6(1); ePrivacy 13(2)).
package enum Basis: String, Sendable, CaseIterable {
    case consent
    /// The person gave the address in writing, such as a business card (規則2条).
    case notified
    case transaction
    /// The address is published without a refusal of mail (規則3条).
    case published
    case softOptIn = "soft_opt_in"
    case legitimateInterest = "legitimate_interest"
    /// Mail that a contract demands: for transactional lists alone.
    case contract
}
