import Logging

extension Logger {
    /// Warnings on standard error.
    static var warnings: Logger {
        var logger = Logger(label: "lists", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .warning
        return logger
    }
}
