import ArgumentParser
import Flows
import Store

struct ConsentLaw: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "law", abstract: "Show or set whose law governs.",
        discussion: """
            The law of a contact's country, where an attribute holds it (ISO 3166 alpha-2) and the country's rules are \
            known; else that of the installation's jurisdiction.
            """)
    @OptionGroup var options: GlobalOptions
    @Option(help: "The law where a contact's country is not known, such as JP.") var jurisdiction: String?
    @Option(help: "The attribute that holds a contact's country.") var countryAttribute: String?

    func run(in session: Session, printer: Printer) throws {
        if let countryAttribute, countryAttribute.allSatisfy(\.isWhitespace) {
            throw Failure(.usage, "--country-attribute is blank: name the attribute that holds the country")
        }
        try session.store.setGoverningLaw(
            jurisdiction: jurisdiction?.uppercased(), countryAttribute: countryAttribute)
        let law = try session.store.governingLaw()
        printer.record([
            ("jurisdiction", .text(law.jurisdiction)), ("country_attribute", .text(law.countryAttribute)),
            ("countries_known", .flag(law.knowsCountries)),
        ])
        if countryAttribute != nil, !law.knowsCountries {
            printer.note("no contact has an attribute “\(law.countryAttribute)” yet")
        }
    }
}
