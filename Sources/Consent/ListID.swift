/// The number of a list. Number 0 stands for all marketing mail.
package struct ListID: Sendable, Hashable, Comparable {
    package let rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// All marketing mail: it knows opt-outs and pauses, no opt-in.
    package static let allMarketing = ListID(rawValue: 0)

    package static func < (left: ListID, right: ListID) -> Bool {
        left.rawValue < right.rawValue
    }
}
