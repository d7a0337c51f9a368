package import Consent
package import Intake
package import Store

/// Declares what an attribute holds, and converts what is stored: each value once, however many contacts have it.
package struct AttributeDeclaration {
    private let store: Store
    private let text: AttributeText

    /// - Parameter zone: where times without an offset are local.
    package init(store: Store, zone: LocalZone) {
        self.store = store
        text = AttributeText(zone: zone)
    }

    /// What a declaration did.
    package struct Report: Sendable {
        package let attribute: String
        /// Nil if the declaration was taken back.
        package let type: AttributeType?
        package let isIndexed: Bool
        /// How many contacts were rewritten.
        package let converted: Int
        /// How many contacts have a value that does not fit and stays text, outside comparison.
        package let misfits: Int
        /// Such values with how many contacts have them, the most frequent first; at most `listedMisfits`.
        package let misfitValues: [(text: String, contacts: Int)]
    }

    /// How many values that do not fit a report lists.
    package static let listedMisfits = 1000

    /// Declares an attribute, or with nil takes the declaration back: its values are text again. All of it or nothing.
    /// Throws `runsBusy`, since imports read the declarations before they store.
    package func declare(_ attribute: String, as type: AttributeType?, indexed: Bool = false) throws -> Report {
        guard !attribute.isEmpty, attribute.utf8.count <= 500, !attribute.utf8.contains(0) else {
            throw Failure(.usage, "an attribute's name has 1 to 500 bytes")
        }
        return try store.transaction {
            try store.allowLongStatements()
            try store.reserveAllLists()
            try store.openValues(of: attribute, for: type)
            while case let values = try store.nextValues(), !values.isEmpty {
                try store.stageValues(
                    values.map { value in
                        (value.text, value.contacts, text.json(value.text, as: type ?? .text))
                    })
            }
            try store.closeValues()
            let converted = try store.declareAttribute(attribute, as: type, indexed: indexed)
            let misfits = try store.misfits(limit: Self.listedMisfits)
            try store.forgetStagedValues()
            return Report(
                attribute: attribute, type: type, isIndexed: type != nil && indexed, converted: converted,
                misfits: misfits.contacts, misfitValues: misfits.values)
        }
    }
}
