// What <dkim.h> uses without including it.
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <dkim.h>
