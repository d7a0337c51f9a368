#include "CArchiveLoader.h"

#include <dlfcn.h>

const char *archive_load(struct archive_functions *functions) {
  // The version of its interface that the header is of; it has not changed since libarchive 3.0.
  void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!library) return dlerror();
#define LOOK_UP(name)                                                          \
  functions->name = (__typeof__(archive_##name) *)dlsym(library, "archive_" #name); \
  if (!functions->name) return dlerror();
  ARCHIVE_FUNCTIONS(LOOK_UP)
  return NULL;
}
