import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "The script by which a shell completes commands and flags.",
        discussion: """
            bash: d=~/.local/share/bash-completion/completions; mkdir -p $d; lists completion bash > $d/lists
            zsh:  lists completion zsh > "${fpath[1]}/_lists"
            fish: lists completion fish > ~/.config/fish/completions/lists.fish
            The flags of export complete after “lists export make”, which is the same.
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        var asLibraryHasIt: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @OptionGroup var options: GlobalOptions
    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() {
        StandardStream.output.writeOrExit(Lists.completionScript(for: shell.asLibraryHasIt) + "\n")
    }
}
