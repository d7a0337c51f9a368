import Program

/// Every command of `lists`, with what the commands of mail are linked with. `lists` gives those over to it.
@main
enum ListsMail {
    @MainActor
    static func main() async {
        do {
            if let work = try Lists.run() { try await run(work) }
        } catch {
            Lists.end(with: error)
        }
    }

    private static func run(_ work: MailWork) async throws {
        switch work {
        case .serve(let command): try await command.serve()
        case .policy(let command): try await command.answer()
        case .sendOutbox(let command): try command.send()
        case .lintMessage(let command): try command.check()
        }
    }
}
