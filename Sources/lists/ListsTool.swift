import Flows
import Program

#if canImport(Glibc)
    import Glibc
#endif

@main
enum ListsTool {
    static func main() {
        do {
            if try Lists.run() != nil { try becomeListsMail() }
        } catch {
            Lists.end(with: error)
        }
    }

    /// Gives the command over to the program that lies beside this one, with the same arguments. Throws a `Failure` (78) if
    /// it is not there.
    private static func becomeListsMail() throws -> Never {
        let path = try place()
        CallingProgram.introduce()
        execv(path, CommandLine.unsafeArgv)
        throw Failure(
            .configuration, "\(path): \(String(cString: strerror(errno))): the two programs are installed in one folder"
        )
    }

    /// Where `lists-mail` is. A link that `lists` was called by does not count.
    private static func place() throws -> String {
        guard let own = realpath("/proc/self/exe", nil) else {
            throw Failure(.configuration, "/proc/self/exe cannot be read: is /proc mounted?")
        }
        defer { free(own) }
        return "\(String(cString: own).split(separator: "/").dropLast().map { "/\($0)" }.joined())/lists-mail"
    }
}
