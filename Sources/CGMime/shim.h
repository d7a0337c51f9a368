#include <gmime/gmime.h>

// GMime's casts, type checks and unreferencing are macros over GObject's, which Swift does not import.

// The message in these bytes, or NULL. The bytes are copied; give it back with cgmime_release.
static inline GMimeMessage *cgmime_parse(const void *bytes, size_t length) {
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
  g_object_unref(parser);
  g_object_unref(stream);
  return message;
}

static inline void cgmime_release(void *object) { g_object_unref(object); }

static inline GMimeObject *cgmime_object(GMimeMessage *message) { return GMIME_OBJECT(message); }

static inline gboolean cgmime_is_text(GMimeObject *part) { return GMIME_IS_TEXT_PART(part); }

// The text of a part in UTF-8, or NULL; give it back with g_free.
static inline char *cgmime_text(GMimeObject *part) { return g_mime_text_part_get_text(GMIME_TEXT_PART(part)); }

// The members of a group such as "friends: a@example.com;", or NULL for an address of its own.
static inline InternetAddressList *cgmime_group_members(InternetAddress *address) {
  return INTERNET_ADDRESS_IS_GROUP(address) ? internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address))
                                            : NULL;
}

// The address of a mailbox, or NULL for a group. It belongs to the mailbox.
static inline const char *cgmime_mailbox_address(InternetAddress *address) {
  return INTERNET_ADDRESS_IS_MAILBOX(address)
             ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))
             : NULL;
}

// A part of plain text in UTF-8; give it back with cgmime_release.
static inline GMimeObject *cgmime_new_text(const char *text) {
  GMimeTextPart *part = g_mime_text_part_new();
  g_mime_text_part_set_charset(part, "utf-8");
  g_mime_text_part_set_text(part, text);
  g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_BASE64);
  return GMIME_OBJECT(part);
}
