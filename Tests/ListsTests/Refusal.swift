import Testing

/// Expects a command that ended with this code, one message line on standard error and nothing on standard output.
func refused(
    _ code: Int32, _ output: Program.Output, naming words: String..., lines: Int = 1,
    at location: SourceLocation = #_sourceLocation
) {
    #expect(output.code == code, "\(output)", sourceLocation: location)
    #expect(output.error.hasPrefix("lists: "), "\(output)", sourceLocation: location)
    #expect(output.error.hasSuffix("\n"), "\(output)", sourceLocation: location)
    #expect(output.error.split(separator: "\n").count == lines, "\(output)", sourceLocation: location)
    #expect(output.out == "", "\(output)", sourceLocation: location)
    for word in words { #expect(output.error.contains(word), "no “\(word)”: \(output)", sourceLocation: location) }
}
