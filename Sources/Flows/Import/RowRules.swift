import Consent
import Intake
import Store

/// How the rows of a file are to be read, as the person said.
struct RowRules {
    let mode: RunDeclaration.Mode
    /// The column with the date: when the address was obtained, or when the person said no or yes.
    let dateColumn: Int?
    /// The same for all rows.
    let date: Instant?
    /// What proves the opt-ins of all rows.
    let evidence: String?
    let clearEmpty: Bool
    let zone: LocalZone
}
