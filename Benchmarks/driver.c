// A host that costs next to nothing: starts an MCP server on pipes, lists its tools, calls one again and again.
//
//   driver [--raw] CALLS IN_FLIGHT TOOL ARGUMENTS COMMAND...
//
// Prints name=value lines: how long it took from exec to the list of tools, what the calls took, the server's
// memory before and after them, its processor time. Every answer must belong to a call that is in flight and
// must be no error. With --raw there is no handshake, so that COMMAND can be `cat`: the floor of a pipe.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

extern char **environ;

enum { WARM_UP = 200, IN_FLIGHT_LIMIT = 256, FIRST_BUFFER = 1 << 16, BUFFER_LIMIT = 64 << 20, NO_ID = -1 };

static pid_t child;
static int to_child, from_child;
static char *input;
static size_t input_size, input_start, input_end;

// MARK: The server

static void start_server(char **command) {
  int down[2], up[2];
  if (pipe2(down, O_CLOEXEC) || pipe2(up, O_CLOEXEC)) die("driver: no pipes");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, down[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO);
  if (posix_spawnp(&child, command[0], &actions, NULL, command, environ)) die("driver: can't start %s", command[0]);
  close(down[0]);
  close(up[1]);
  to_child = down[1];
  from_child = up[0];
}

/// Lets the server end as a host does, by closing its input.
static void end_server(void) {
  int status;
  close(to_child);
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    die("driver: the server ended with status %d", status);
}

static void send_bytes(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(to_child, bytes, count);
    if (written <= 0) die("driver: the server does not read any more");
    bytes += written;
    count -= written;
  }
}

/// The next line without its end, which stays valid until the next call. Waits for it only if `waits`.
static char *next_line(int waits) {
  size_t seen = input_start;
  while (1) {
    char *end = memchr(input + seen, '\n', input_end - seen);
    if (end) {
      char *line = input + input_start;
      *end = 0;
      input_start = end + 1 - input;
      return line;
    }
    if (!waits) return NULL;
    memmove(input, input + input_start, input_end - input_start);
    input_end -= input_start;
    input_start = 0;
    seen = input_end;
    if (input_end == input_size) {
      if (input_size >= BUFFER_LIMIT) die("driver: a line of more than %d bytes", BUFFER_LIMIT);
      input = must(realloc(input, input_size *= 2));
    }
    ssize_t count = read(from_child, input + input_end, input_size - input_end);
    if (count <= 0) die("driver: the server has hung up");
    input_end += count;
  }
}

/// The id of an answer; notifications have none.
static int id_of(const char *line) {
  const char *id = strstr(line, "\"id\":");
  return id ? atoi(id + 5) : NO_ID;
}

static char *answer_to(int id) {
  while (1) {
    char *line = next_line(1);
    if (id_of(line) == id) return line;
  }
}

// MARK: What the server has used

static long kibibytes(const char *file, const char *name) {
  char path[64], line[256];
  snprintf(path, sizeof path, "/proc/%d/%s", child, file);
  FILE *stream = fopen(path, "r");
  long value = -1;
  while (stream && value < 0 && fgets(line, sizeof line, stream))
    if (strncmp(line, name, strlen(name)) == 0) value = atol(line + strlen(name));
  if (stream) fclose(stream);
  return value;
}

/// Resident memory now, counted page by page: the number in `status` may lag.
static long resident(void) { return kibibytes("smaps_rollup", "Rss:"); }

static double processor_seconds(void) {
  char path[64];
  unsigned long user = 0, system = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", child);
  FILE *stream = fopen(path, "r");
  // Fields 14 and 15 of proc(5).
  const char *fields = "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu";
  if (!stream || fscanf(stream, fields, &user, &system) != 2)
    die("driver: no processor time in %s", path);
  fclose(stream);
  return (user + system) / (double)sysconf(_SC_CLK_TCK);
}

// MARK: The conversation

static void list_tools(void) {
  static const char hello[] =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
      "\"capabilities\":{},\"clientInfo\":{\"name\":\"benchmark\",\"version\":\"1\"}}}\n";
  static const char list[] =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}\n";
  send_bytes(hello, sizeof hello - 1);
  answer_to(0);
  send_bytes(list, sizeof list - 1);
  const char *line = answer_to(1);
  double end = now_us();
  int tools = 0;
  for (const char *at = line; (at = strstr(at, "\"inputSchema\"")); at++) tools++;
  printf("listed_us=%.1f\ntools=%d\n", end, tools);
}

/// Keeps `in_flight` calls going until `calls` are answered.
static void call(const char *tool, const char *arguments, int calls, int in_flight, double *latencies) {
  static int last_id = 1;
  double starts[IN_FLIGHT_LIMIT];
  int ids[IN_FLIGHT_LIMIT];
  size_t room = strlen(tool) + strlen(arguments) + 160, pending = 0;
  char *requests = must(malloc(room * in_flight));
  int begun = 0, ended = 0;
  for (int i = 0; i < in_flight; i++) ids[i] = NO_ID;
  while (ended < calls) {
    for (int i = 0; i < in_flight && begun < calls; i++) {
      if (ids[i] != NO_ID) continue;
      ids[i] = ++last_id;
      begun++;
      pending += snprintf(requests + pending, room,
                          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":"
                          "{\"name\":\"%s\",\"arguments\":%s}}\n",
                          ids[i], tool, arguments);
      starts[i] = now_us();
    }
    if (pending) send_bytes(requests, pending);
    pending = 0;
    // All answers that one read brings are taken before the next calls are made.
    for (char *line = next_line(1); line; line = next_line(0)) {
      double end = now_us();
      int id = id_of(line), slot = 0;
      if (id == NO_ID) continue;
      while (slot < in_flight && ids[slot] != id) slot++;
      if (slot == in_flight) die("driver: an answer to no call: %.200s", line);
      if (strstr(line, "\"isError\":true") || strstr(line, "\"error\":")) die("driver: a call failed: %.400s", line);
      latencies[ended++] = end - starts[slot];
      ids[slot] = NO_ID;
    }
  }
  free(requests);
}

int main(int count, char **arguments) {
  int is_raw = count > 1 && strcmp(arguments[1], "--raw") == 0;
  arguments += is_raw;
  if (count - is_raw < 6) die("usage: driver [--raw] CALLS IN_FLIGHT TOOL ARGUMENTS COMMAND...");
  int calls = atoi(arguments[1]), in_flight = atoi(arguments[2]);
  if (calls < 0 || in_flight < 1 || in_flight > IN_FLIGHT_LIMIT) die("driver: impossible numbers of calls");
  const char *tool = arguments[3], *call_arguments = arguments[4];
  signal(SIGPIPE, SIG_IGN);
  input = must(malloc(input_size = FIRST_BUFFER));

  printf("exec_us=%.1f\n", now_us());
  start_server(arguments + 5);
  if (!is_raw) list_tools();
  printf("rss_start=%ld\nown_start=%ld\n", resident(), kibibytes("smaps_rollup", "Anonymous:"));
  if (calls > 0) {
    double *latencies = must(malloc((calls > WARM_UP ? calls : WARM_UP) * sizeof *latencies));
    // A single call is one that is looked at for its size, and the first.
    if (calls > 1) call(tool, call_arguments, WARM_UP, in_flight, latencies);
    int first = calls / 10;
    double used = processor_seconds(), start = now_us();
    call(tool, call_arguments, first, in_flight, latencies);
    double elapsed = now_us() - start;
    printf("rss_tenth=%ld\n", resident());
    start = now_us();
    call(tool, call_arguments, calls - first, in_flight, latencies + first);
    elapsed += now_us() - start;
    printf("processor_us=%.1f\n", (processor_seconds() - used) / calls * 1e6);
    print_latencies(latencies, calls, elapsed);
  }
  printf("rss_end=%ld\nown_end=%ld\n", resident(), kibibytes("smaps_rollup", "Anonymous:"));
  printf("rss_peak=%ld\n", kibibytes("status", "VmHWM:"));
  end_server();
}
