#pragma once
#include <archive.h>
#include <archive_entry.h>

// libarchive brings nine libraries along, and nobody but who reads a ZIP or gzip file needs them: it is loaded when it is
// first asked for. Its header types what is looked up.

#define ARCHIVE_FUNCTIONS(F) \
  F(read_new)                \
  F(read_free)               \
  F(read_support_format_zip_seekable) \
  F(read_support_format_raw) \
  F(read_append_filter)      \
  F(read_set_read_callback)  \
  F(read_set_seek_callback)  \
  F(read_set_skip_callback)  \
  F(read_set_callback_data)  \
  F(read_open1)              \
  F(read_next_header)        \
  F(read_data)               \
  F(error_string)            \
  F(entry_pathname)          \
  F(entry_pathname_utf8)     \
  F(entry_filetype)          \
  F(entry_is_encrypted)

#pragma clang assume_nonnull begin

#define ARCHIVE_MEMBER(name) __typeof__(archive_##name) *name;
struct archive_functions {
  ARCHIVE_FUNCTIONS(ARCHIVE_MEMBER)
};
#undef ARCHIVE_MEMBER

// Loads libarchive and looks its functions up. Answers NULL, or what is missing in words that last as long as the thread
// loads nothing else.
const char *_Nullable archive_load(struct archive_functions *functions);

#pragma clang assume_nonnull end
