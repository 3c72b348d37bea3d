// The floor: POSTs one body again and again with bare libcurl, on kept-alive connections.
//
//   floor URL BODY EXPECTED CALLS IN_FLIGHT HEADER...
//
// One in flight is a blocking curl_easy_perform; more are transfers of one multi handle on one thread. Every
// answer must have status 200 and hold EXPECTED. Prints name=value lines.
//
// With 0 CALLS it is the least that a bridge can be: for each line of standard input it sends the body, and writes
// a line with the id that it found in the first.
#define _GNU_SOURCE
#include <curl/curl.h>
#include <string.h>

#include "measure.h"

enum { WARM_UP = 200, ANSWER_LIMIT = 1 << 20 };

typedef struct {
  CURL *handle;
  char *answer;
  size_t length;
  double start;
} Request;

static const char *expected;

static size_t keep(char *data, size_t size, size_t count, void *context) {
  Request *request = context;
  if (request->length + size * count > ANSWER_LIMIT) return 0;
  memcpy(request->answer + request->length, data, size * count);
  request->length += size * count;
  return size * count;
}

static void check(Request *request, CURLcode code) {
  long status = 0;
  curl_easy_getinfo(request->handle, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) die("floor: %s", curl_easy_strerror(code));
  if (status != 200 || !memmem(request->answer, request->length, expected, strlen(expected)))
    die("floor: status %ld and an unexpected answer: %.*s", status, (int)request->length, request->answer);
}

static Request prepare(const char *url, const char *body, struct curl_slist *headers) {
  Request request = {.handle = must(curl_easy_init()), .answer = must(malloc(ANSWER_LIMIT))};
  curl_easy_setopt(request.handle, CURLOPT_URL, url);
  curl_easy_setopt(request.handle, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(request.handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(request.handle, CURLOPT_PROXY, "");
  curl_easy_setopt(request.handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(request.handle, CURLOPT_WRITEFUNCTION, keep);
  return request;
}

static void call_in_turn(Request *request, int calls, double *latencies) {
  curl_easy_setopt(request->handle, CURLOPT_WRITEDATA, request);
  for (int i = 0; i < calls; i++) {
    double start = now_us();
    request->length = 0;
    CURLcode code = curl_easy_perform(request->handle);
    latencies[i] = now_us() - start;
    check(request, code);
  }
}

static void begin(CURLM *multi, Request *request) {
  request->length = 0;
  request->start = now_us();
  if (curl_multi_add_handle(multi, request->handle) != CURLM_OK) die("floor: the transfer was refused");
}

static void call_together(CURLM *multi, Request *requests, int in_flight, int calls, double *latencies) {
  for (int i = 0; i < in_flight; i++) {
    curl_easy_setopt(requests[i].handle, CURLOPT_WRITEDATA, &requests[i]);
    curl_easy_setopt(requests[i].handle, CURLOPT_PRIVATE, &requests[i]);
  }
  int begun = 0, ended = 0, running, left;
  while (begun < in_flight && begun < calls) begin(multi, &requests[begun++]);
  while (ended < calls) {
    curl_multi_perform(multi, &running);
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
      CURLcode code = message->data.result;
      Request *request;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &request);
      latencies[ended++] = now_us() - request->start;
      check(request, code);
      curl_multi_remove_handle(multi, request->handle);
      if (begun < calls) {
        begin(multi, request);
        begun++;
      }
    }
    if (ended < calls) curl_multi_poll(multi, NULL, 0, 1000, NULL);
  }
}

static void answer_lines(Request *request) {
  char line[4096];
  curl_easy_setopt(request->handle, CURLOPT_WRITEDATA, request);
  setvbuf(stdin, NULL, _IOLBF, sizeof line);
  while (fgets(line, sizeof line, stdin)) {
    const char *id = strstr(line, "\"id\":");
    if (!id) die("floor: a line without an id");
    request->length = 0;
    check(request, curl_easy_perform(request->handle));
    printf("{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":\"%s\"}\n", atoi(id + 5), expected);
    fflush(stdout);
  }
}

int main(int count, char **arguments) {
  if (count < 6) die("usage: floor URL BODY EXPECTED CALLS IN_FLIGHT HEADER...");
  int calls = atoi(arguments[4]), in_flight = atoi(arguments[5]);
  if (calls < 0 || in_flight < 1) die("floor: CALLS and IN_FLIGHT are positive numbers");
  expected = arguments[3];
  struct curl_slist *headers = NULL;
  for (int i = 6; i < count; i++) headers = must(curl_slist_append(headers, arguments[i]));

  curl_global_init(CURL_GLOBAL_ALL);
  CURLM *multi = must(curl_multi_init());
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)in_flight);
  Request *requests = must(calloc(in_flight, sizeof *requests));
  for (int i = 0; i < in_flight; i++) requests[i] = prepare(arguments[1], arguments[2], headers);
  if (calls == 0) {
    answer_lines(requests);
    return 0;
  }
  double *latencies = must(malloc((calls > WARM_UP ? calls : WARM_UP) * sizeof *latencies));
  double start = 0;
  // The first round only warms up.
  for (int round = 0; round < 2; round++) {
    int wanted = round == 0 ? WARM_UP : calls;
    start = now_us();
    if (in_flight == 1) {
      call_in_turn(requests, wanted, latencies);
    } else {
      call_together(multi, requests, in_flight, wanted, latencies);
    }
  }
  print_latencies(latencies, calls, now_us() - start);
}
