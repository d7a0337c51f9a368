// The standard headers come first: <unitypes.h> makes int32_t and the like macros, under which the declarations of
// <stdlib.h> would contradict those of the C library's own module.
#include <stdint.h>
#include <stdlib.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

// Swift does not import UNINORM_NFC: it is the address of a constant of an incomplete type.
static inline uninorm_t cunistring_nfc(void) { return UNINORM_NFC; }
