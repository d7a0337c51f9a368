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

// Hands one message over by SMTP within a minute. Answers curl's code; *reply becomes the server's last reply, 0 for none.
// tls: 0 for none, else if the server offers it.
static inline int ccurl_send_mail(const char *url, int tls, const char *sender, const char *recipient,
                                  const char *message, size_t length, long *reply) {
  struct ccurl_text text = {message, length};
  CURL *curl = curl_easy_init();
  if (!curl) return CURLE_FAILED_INIT;
  struct curl_slist *recipients = curl_slist_append(NULL, recipient);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_USE_SSL, tls ? CURLUSESSL_TRY : CURLUSESSL_NONE);
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
  curl_slist_free_all(recipients);
  curl_easy_cleanup(curl);
  return code;
}

static inline void ccurl_start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

// What a code means, in words that quote nothing.
static inline const char *ccurl_words(int code) { return curl_easy_strerror((CURLcode)code); }
