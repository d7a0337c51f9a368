import ArgumentParser
import Flows
import Store

struct ContactSetCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change what is known of a contact.",
        discussion: "An empty --name or --locale clears it. It changes no consent.")
    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address.") var address: String
    @Option(help: "The name.") var name: String?
    @Option(help: "The language, such as ja.") var locale: String?
    @Option(help: ArgumentHelp("An attribute; may be repeated.", valueName: "name=value")) var attribute: [String] = []
    @Option(help: ArgumentHelp("Takes an attribute away; may be repeated.", valueName: "name")) var unset: [String] = []

    func run(in session: Session, printer: Printer) throws {
        var attributes: [(name: String, value: String?)] = try attribute.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].allSatisfy(\.isWhitespace) else {
                throw Failure(.usage, "--attribute takes NAME=VALUE, not “\(text)”")
            }
            guard !parts[1].isEmpty else {
                throw Failure(.usage, "--attribute \(parts[0]) has no value: --unset \(parts[0]) takes it away")
            }
            return (parts[0], parts[1])
        }
        attributes += unset.map { ($0, nil) }
        let names = attributes.map(\.name)
        if let twice = names.first(where: { name in names.count(where: { $0 == name }) > 1 }) {
            throw Failure(.usage, "attribute “\(twice)” is given twice")
        }
        guard name != nil || locale != nil || !attributes.isEmpty else {
            throw Failure(.usage, "say what to change: --name, --locale, --attribute or --unset")
        }
        let texts = [name, locale] + attributes.flatMap { [$0.name, $0.value] }
        guard !texts.contains(where: { $0?.contains("\0") == true }) else {
            throw Failure(.usage, "a text may not hold a NUL character")
        }
        let contact = try session.people.set(
            address, name: name, locale: locale, attributes: attributes,
            zone: try session.zone())
        printer.record(contact.record)
    }
}
