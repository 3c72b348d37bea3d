import Glibc

/// The two ends of a pipe.
struct Pipe {
  let read: CInt
  let write: CInt

  init() throws(Errno) {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw Errno() }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (read, write) = (ends[0], ends[1])
  }
}

/// The program as the build left it, beside the tests.
package func programPath() throws(Errno) -> String {
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
  guard count > 0 else { throw Errno() }
  let tests = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return tests.prefix(through: tests.lastIndex(of: "/") ?? tests.startIndex) + "a2a-bridge"
}

/// Starts a program with `descriptors` as its first three and no others.
func spawn(
  _ path: String, _ arguments: [String], _ environment: [String: String], _ descriptors: [CInt]
) throws(Errno) -> pid_t {
  var actions = unsafe posix_spawn_file_actions_t()
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  for (number, descriptor) in descriptors.enumerated() {
    unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, CInt(number))
  }
  // A pipe or a socket of another test that lives on in here would never come to its end.
  for number in CInt(descriptors.count)..<CInt(clamping: min(sysconf(CInt(_SC_OPEN_MAX)), 4_096)) {
    unsafe posix_spawn_file_actions_addclose(&actions, number)
  }

  // What the tests ignore or block is nothing to the program.
  var attributes = posix_spawnattr_t()
  unsafe posix_spawnattr_init(&attributes)
  defer { unsafe posix_spawnattr_destroy(&attributes) }
  var (none, all) = (sigset_t(), sigset_t())
  unsafe sigemptyset(&none)
  unsafe sigfillset(&all)
  unsafe posix_spawnattr_setsigmask(&attributes, &none)
  unsafe posix_spawnattr_setsigdefault(&attributes, &all)
  unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

  let words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
  let variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
  defer { for index in unsafe words.indices { unsafe free(words[index]) } }
  defer { for index in unsafe variables.indices { unsafe free(variables[index]) } }
  var process = pid_t()
  let code = unsafe posix_spawn(&process, path, &actions, &attributes, words, variables)
  guard code == 0 else {
    errno = code
    throw Errno()
  }
  return process
}
