#pragma once
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

#if LIBCURL_VERSION_NUM < 0x075700
#error "libcurl 7.87 or newer is needed: CURLOPT_QUICK_EXIT keeps a cancelled name look-up from blocking every transfer"
#endif

// Swift cannot call variadic functions. One typed shim per argument shape; nothing here has behaviour of its own.
static inline CURLcode bridge_setopt_long(CURL *h, CURLoption o, long v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode bridge_setopt_offset(CURL *h, CURLoption o, curl_off_t v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode bridge_setopt_string(CURL *h, CURLoption o, const char *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode bridge_setopt_pointer(CURL *h, CURLoption o, const void *v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode bridge_setopt_slist(CURL *h, CURLoption o, struct curl_slist *v) { return curl_easy_setopt(h, o, v); }

typedef size_t (*bridge_data_callback)(char *data, size_t size, size_t count, void *context);
static inline CURLcode bridge_setopt_data_callback(CURL *h, CURLoption o, bridge_data_callback v) { return curl_easy_setopt(h, o, v); }
static inline CURLcode bridge_setopt_seek_callback(CURL *h, curl_seek_callback v) { return curl_easy_setopt(h, CURLOPT_SEEKFUNCTION, v); }
static inline CURLcode bridge_setopt_prerequest_callback(CURL *h, curl_prereq_callback v) { return curl_easy_setopt(h, CURLOPT_PREREQFUNCTION, v); }

static inline CURLcode bridge_setopt_opensocket_callback(CURL *h, curl_opensocket_callback v) { return curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, v); }

static inline CURLcode bridge_getinfo_long(CURL *h, CURLINFO i, long *v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode bridge_getinfo_offset(CURL *h, CURLINFO i, curl_off_t *v) { return curl_easy_getinfo(h, i, v); }
static inline CURLcode bridge_getinfo_pointer(CURL *h, CURLINFO i, void **v) { return curl_easy_getinfo(h, i, v); }

static inline CURLMcode bridge_multi_setopt_long(CURLM *m, CURLMoption o, long v) { return curl_multi_setopt(m, o, v); }

// CURLMsg carries a union; hand Swift the two fields it needs.
static inline CURL *bridge_next_finished(CURLM *m, CURLcode *result) {
  int left = 0;
  CURLMsg *msg;
  while ((msg = curl_multi_info_read(m, &left)))
    if (msg->msg == CURLMSG_DONE) { *result = msg->data.result; return msg->easy_handle; }
  return NULL;
}

static inline void bridge_forbid_dump(void) { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

// A socket address is one of several structs behind the first one's type. Copies the bytes of the IP address in it, in
// the order of the network, and returns how many there are: 4, 16, or 0 for another kind.
static inline int bridge_address_bytes(const struct curl_sockaddr *address, unsigned char bytes[16]) {
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
  if (address->family == AF_INET && address->addrlen >= sizeof v4) {
    memcpy(&v4, &address->addr, sizeof v4);
    memcpy(bytes, &v4.sin_addr, 4);
    return 4;
  }
  if (address->family == AF_INET6 && address->addrlen >= sizeof v6) {
    memcpy(&v6, (const void *)&address->addr, sizeof v6);
    memcpy(bytes, &v6.sin6_addr, 16);
    return 16;
  }
  return 0;
}

static inline int bridge_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }
