import Flows

#if canImport(Glibc)
    import Glibc
#endif

/// What `lists` tells `lists-mail` of itself: of two versions one would read the arguments of the other.
package enum CallingProgram {
    private static let variable = "LISTS_CALLED_BY"

    /// For `lists`, before it becomes the other.
    package static func introduce() {
        setenv(variable, Lists.version, 1)
    }

    /// For `lists-mail`. Throws a `Failure` (78) if it was called by a `lists` of another version.
    package static func check() throws {
        defer { unsetenv(variable) }
        guard let caller = getenv(variable).map({ String(cString: $0) }), caller != Lists.version else { return }
        throw Failure(
            .configuration,
            "lists is of version \(caller), and lists-mail beside it of \(Lists.version): install both anew")
    }
}
