import Testing

/// Gives a suite or a test one data folder for all its tests, with the list `news`, and removes it afterwards.
struct HomeTrait: SuiteTrait, TestTrait, TestScoping {
    /// Whether `lists serve` runs all along. It keeps the embedded server up, so that commands are quick.
    let serves: Bool

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let home = try Home()
        defer { home.remove() }
        try home.createList()
        guard serves else { return try await Scope.$home.withValue(home) { try await function() } }
        let service = try Service(home)
        defer { _ = service.stop() }
        try await Scope.$home.withValue(home) { try await Scope.$service.withValue(service) { try await function() } }
    }
}

/// What `HomeTrait` provides.
enum Scope {
    @TaskLocal static var home: Home!
    @TaskLocal static var service: Service!
}

extension Trait where Self == HomeTrait {
    static var home: HomeTrait { HomeTrait(serves: false) }
    static var servedHome: HomeTrait { HomeTrait(serves: true) }
}
