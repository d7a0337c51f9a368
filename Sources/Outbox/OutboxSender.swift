package import Postgres
import Store
import Synchronization

/// Hands over mails as they become due, on a connection of its own, and sweeps the outbox now and then.
package struct OutboxSender: Sendable {
    private let flow: OutboxFlow
    private let parameters: ConnectionParameters
    private static let pause = Duration.seconds(2)
    private static let pauseAfterFailure = Duration.seconds(15)
    private static let sweepEvery = Duration.seconds(600)

    package init(_ flow: OutboxFlow, database parameters: ConnectionParameters) {
        self.flow = flow
        self.parameters = parameters
    }

    /// Works until the task is cancelled; the mail that is being handed over then is done with first. `onProblem` hears what went wrong; everything is tried again.
    package func run(onProblem: @Sendable (String) -> Void) async {
        let pool = Pool(parameters, threads: 1)
        defer { pool.close() }
        let isStopping = Atomic(false)
        await withTaskCancellationHandler {
            await work(on: pool, isStopping: { isStopping.load(ordering: .relaxed) }, onProblem: onProblem)
        } onCancel: {
            isStopping.store(true, ordering: .relaxed)
        }
    }

    private func work(
        on pool: Pool, isStopping: @escaping @Sendable () -> Bool, onProblem: @Sendable (String) -> Void
    ) async {
        var lastSweep: ContinuousClock.Instant?
        while !Task.isCancelled {
            var pause = Self.pause
            do {
                if lastSweep.map({ .now - $0 > Self.sweepEvery }) ?? true {
                    _ = try await pool.run { try Store($0).sweepOutbox() }
                    lastSweep = .now
                }
                let report = try await pool.run { [flow] in try flow.step(Store($0), isStopping: isStopping) }
                for problem in report.problems.sorted() { onProblem("a mail could not be handed over: \(problem)") }
                if report.sent > 0 { continue }
            } catch {
                onProblem("the outbox cannot be read: \(error.loggable)")
                pause = Self.pauseAfterFailure
            }
            try? await Task.sleep(for: pause)
        }
    }
}
