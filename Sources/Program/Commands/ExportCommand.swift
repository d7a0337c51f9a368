import ArgumentParser

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Send lists: frozen, signed, for a delivery engine.",
        discussion: """
            lists export SLUG … is short for lists export make SLUG …

            \(Lists.isAskedForHelp ? ExportMakeCommand.flags : "")
            """,
        subcommands: [
            ExportMakeCommand.self, ExportVerifyCommand.self, ExportRecheckCommand.self, ExportListCommand.self,
            ExportShowCommand.self, ExportFindCommand.self, ExportEnginesCommand.self,
        ], defaultSubcommand: ExportMakeCommand.self)
}
