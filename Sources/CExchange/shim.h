#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Exchanges what two paths name, in one step (renameat2 with RENAME_EXCHANGE, which Swift's Glibc does not show).
/// Answers 0, or -1 with errno where the file system cannot do it.
static inline int exchange_paths(const char *first, const char *second) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, 1 << 1);
}
