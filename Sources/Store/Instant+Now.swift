package import Consent

#if canImport(Glibc)
    import Glibc
#endif

extension Instant {
    /// The clock of this machine. Only commands and requests ask it; all else is told the time.
    package static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
