import CSpawn
import Glibc

/// This very program, running as a host would run it: `a2a-bridge serve …`, spoken to over pipes.
final class ChildBridge {
  private let process: pid_t
  private let input: CInt
  private let output: CInt
  private var unread: [UInt8] = []

  /// Starts the program with `arguments`. Its standard error is this program's.
  init(_ arguments: [String]) throws(CommandFailure) {
    var toChild: [CInt] = [0, 0]
    var fromChild: [CInt] = [0, 0]
    guard unsafe pipe(&toChild) == 0, unsafe pipe(&fromChild) == 0 else { throw Self.failure("pipe") }
    for descriptor in [toChild[1], fromChild[0]] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
    var process = pid_t()
    let words = unsafe (["a2a-bridge"] + arguments).map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    let code = unsafe posix_spawn(&process, "/proc/self/exe", &actions, nil, words, environ)
    close(toChild[0])
    close(fromChild[1])
    guard code == 0 else {
      errno = code
      throw Self.failure("start")
    }
    (self.process, input, output) = (process, toChild[1], fromChild[0])
  }

  /// Says one line to the program.
  func say(_ line: String) throws(CommandFailure) {
    var bytes = Array((line + "\n").utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe write(input, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw Self.failure("speak with") }
      bytes = bytes.dropFirst(max(0, count))
    }
  }

  /// The program's next line, nil when it has ended.
  func hear() throws(CommandFailure) -> String? {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread.removeSubrange(...end) }
        return String(decoding: unread[..<end], as: UTF8.self)
      }
      var buffer = [UInt8](repeating: 0, count: 64 * 1024)
      let count = unsafe read(output, &buffer, buffer.count)
      guard count >= 0 || errno == EINTR else { throw Self.failure("hear") }
      if count == 0 { return nil }
      unread += buffer.prefix(max(0, count))
    }
  }

  /// Hangs up, as a host does, and waits for the end.
  ///
  /// - Returns: the exit status.
  func hangUp() -> CInt {
    close(input)
    var status: CInt = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    close(output)
    return status >> 8 & 0xFF
  }

  private static func failure(_ doing: String) -> CommandFailure {
    CommandFailure(.failed, "Can't \(doing) the bridge: \(unsafe String(cString: strerror(errno)))")
  }
}
