import Glibc

/// The terminal: payload to standard output, words to standard error.
///
/// It takes SIGPIPE to be ignored.
enum Console {
  static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  static func complain(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Shows `text` in place of the last one, on a terminal only.
  static func showProgress(_ text: String) {
    guard isatty(STDERR_FILENO) != 0 else { return }
    write("\r\u{1B}[K\(text)", terminator: "", to: STDERR_FILENO)
  }

  private static func write(_ text: String, terminator: String = "\n", to descriptor: CInt) {
    var bytes = Array((text + (text.hasSuffix("\n") ? "" : terminator)).utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nobodyReads(descriptor) }
      bytes = bytes.dropFirst(count)
    }
  }

  /// A reader such as `head` has had enough: there is nothing left to do. Words may get lost.
  private static func nobodyReads(_ descriptor: CInt) {
    if descriptor == STDOUT_FILENO && errno == EPIPE { Leaving.atOnce(ExitStatus.success.rawValue) }
  }
}
