#pragma once
#include <stddef.h>
#include <stdint.h>

// libFuzzer's own entry (compiler-rt, FuzzerInterface.h): has no header that is installed.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*take)(const uint8_t *data, size_t size));
