import CSpawn
import Glibc

/// Starts programs as they are, never by a shell.
package enum ProgramStart {
  /// Why a program was not started, in the system's words.
  package struct Failure: Error {
    package let reason: String
  }

  /// Starts the program at `path` with its first three descriptors and no others, in a process group of its own, and in
  /// the folder `/`: the bridge's own is that of whatever the host has opened, and interpreters run what they find
  /// there.
  ///
  /// - Parameters:
  ///   - arguments: Its name and its arguments.
  ///   - output: Where it writes, and `complaint` where its errors go; nil: nowhere.
  package static func start(
    _ path: String, _ arguments: [String], _ environment: [String: String], output: CInt? = nil,
    complaint: CInt? = nil
  ) throws(Failure) -> CInt {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in [(STDIN_FILENO, nil), (STDOUT_FILENO, output), (STDERR_FILENO, complaint)] {
      if let descriptor {
        unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, number)
      } else {
        unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
      }
    }
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
    unsafe posix_spawn_file_actions_addchdir_np(&actions, "/")

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // What this thread blocks, and this program ignores, is nothing to the child.
    var (none, all) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    defer { for index in unsafe variables.indices { unsafe free(variables[index]) } }
    var process = pid_t()
    let code = unsafe posix_spawn(&process, path, &actions, &attributes, words, variables)
    guard code == 0 else { throw Failure(reason: unsafe String(cString: strerror(code))) }
    return process
  }
}
