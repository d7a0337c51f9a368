import Postgres
import Program

/// Every command of `lists`, with what the commands of mail are linked with. `lists` gives those over to it.
@main
enum ListsMail {
    // Not async: the main thread would then serve the main actor, and what serves that takes every signal, also those which
    // `Interruption` waits for on a thread of its own.
    static func main() {
        do {
            try CallingProgram.check()
            switch try Lists.run() {
            case .sendOutbox(let command): try command.send()
            case .lintMessage(let command): try command.check()
            case .serve(let command): try waiting { try await command.serve() }
            case .policy(let command): try waiting { try await command.answer() }
            case nil: break
            }
        } catch {
            Lists.end(with: error)
        }
    }

    /// Runs `body` on other threads and holds this one until it has ended.
    private static func waiting(for body: @escaping @Sendable () async throws -> Void) throws {
        let end = BoundedQueue<Result<Void, any Error>>(capacity: 1)
        Task.detached {
            do {
                try await body()
                _ = end.push(.success(()))
            } catch {
                _ = end.push(.failure(error))
            }
        }
        try end.pop()?.get()
    }
}
