#pragma once
#include <spawn.h>

// glibc has these (2.34, 2.29 and 2.9), but declares them only where _GNU_SOURCE is defined, which Swift's own module is not.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int pipe2(int ends[2], int flags);
