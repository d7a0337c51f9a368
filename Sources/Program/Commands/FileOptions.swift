import ArgumentParser
import Flows
import Intake

/// What a person may say about the form of a file; what they do not say is found out.
struct FileOptions: ParsableArguments {
    @Option(help: "auto, \(FileFormats.all.map(\.name).joined(separator: ", ")).") var inputFormat: String = "auto"
    @Option(help: "auto, \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")).") var encoding: String =
        "auto"
    @Flag(help: "The first row is a contact already, not the names of the columns: they are numbers then.")
    var noHeader = false
    @Option(help: "The sheet of a workbook, by its name or number; default: the first one.") var sheet: String?
    @Option(help: "The file of a ZIP archive, by its name.") var member: String?
    @Option(
        help: ArgumentHelp(
            "How much an archive may unpack to, such as 20GB; default: 8GB, and 250 times its own size.",
            valueName: "size"))
    var unpackLimit: String?

    func format() throws -> FormatOptions {
        var format = FormatOptions()
        if inputFormat != "auto" {
            guard FileFormats.named(inputFormat) != nil else {
                throw Failure(
                    .usage,
                    "there is no input format “\(inputFormat)”: auto or one of "
                        + FileFormats.all.map(\.name).joined(separator: ", "))
            }
            format.format = inputFormat
        }
        if encoding != "auto" {
            guard let known = TextEncoding(rawValue: encoding) else {
                throw Failure(
                    .usage,
                    "there is no encoding “\(encoding)”: auto or one of "
                        + TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))
            }
            format.encoding = known
        }
        if let unpackLimit {
            guard let limit = UnpackLimit(unpackLimit) else {
                throw Failure(.usage, "--unpack-limit takes a size such as 500MB or 20GB, not “\(unpackLimit)”")
            }
            format.unpackLimit = limit
        }
        format.hasHeader = !noHeader
        format.sheet = sheet
        format.member = member
        return format
    }
}
