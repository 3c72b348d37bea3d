// What both programs share: a clock, percentiles, and a way to give up.
#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

__attribute__((noreturn, format(printf, 1, 2))) static inline void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(1);
}

static inline void *must(void *memory) {
  if (!memory) die("out of memory");
  return memory;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/// Prints what `count` calls took that were done in `elapsed` microseconds in all; sorts `latencies`.
static inline void print_latencies(double *latencies, int count, double elapsed) {
  qsort(latencies, count, sizeof *latencies, ascending);
  printf("p50_us=%.1f\np99_us=%.1f\nper_second=%.0f\n", latencies[count / 2],
         latencies[(int)(count * 0.99)], count / elapsed * 1e6);
}
