#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Exchanges what two paths name, in one step (renameat2 with RENAME_EXCHANGE, which Swift's Glibc does not show).
/// Answers 0, or -1 with errno where the file system cannot do it.
static inline int exchange_paths(const char *first, const char *second) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, 1 << 1);
}

/// Makes a pipe that no child inherits unless it is handed over (pipe2 with O_CLOEXEC): no moment in between in which
/// another child takes it along. Answers 0, or -1 with errno.
static inline int make_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }
