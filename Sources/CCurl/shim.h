#include <curl/curl.h>
#include <string.h>

// curl's options are set by a function of variable arguments, which Swift does not import.

struct ccurl_text {
  const char *bytes;
  size_t left;
};

static size_t ccurl_read(char *buffer, size_t size, size_t count, void *state) {
  struct ccurl_text *text = (struct ccurl_text *)state;
  size_t length = size * count < text->left ? size * count : text->left;
  memcpy(buffer, text->bytes, length);
  text->bytes += length;
  text->left -= length;
  return length;
}

enum ccurl_tls { CCURL_TLS_NONE, CCURL_TLS_IF_OFFERED, CCURL_TLS_DEMANDED };

// Hands one message over by SMTP within a minute. Answers curl's code; *reply becomes the server's last reply, 0 for none,
// *refused whether that was its answer to the recipient.
// authorities: a file of the certificates that the server's may be signed by; NULL for the system's.
static inline int ccurl_send_mail(const char *url, enum ccurl_tls tls, const char *authorities, const char *sender,
                                  const char *recipient, const char *message, size_t length, long *reply, int *refused) {
  struct ccurl_text text = {message, length};
  char error[CURL_ERROR_SIZE] = "";
  CURL *curl = curl_easy_init();
  if (!curl) return CURLE_FAILED_INIT;
  struct curl_slist *recipients = curl_slist_append(NULL, recipient);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_USE_SSL, tls == CCURL_TLS_DEMANDED     ? CURLUSESSL_ALL
                                          : tls == CCURL_TLS_IF_OFFERED ? CURLUSESSL_TRY
                                                                        : CURLUSESSL_NONE);
  if (authorities) curl_easy_setopt(curl, CURLOPT_CAINFO, authorities);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender);
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, ccurl_read);
  curl_easy_setopt(curl, CURLOPT_READDATA, &text);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 20L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
  int code = curl_easy_perform(curl);
  *reply = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, reply);
  // The one place where curl says which command was answered.
  *refused = code != CURLE_OK && strncmp(error, "RCPT failed", 11) == 0;
  curl_slist_free_all(recipients);
  curl_easy_cleanup(curl);
  return code;
}

static inline void ccurl_start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

// What a code means, in words that quote nothing.
static inline const char *ccurl_words(int code) { return curl_easy_strerror((CURLcode)code); }
