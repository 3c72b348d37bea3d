import Bridging
import Glibc
import JSON
import Settings
import Telemetry

/// The terminal: payload to standard output, words to standard error, and no secret to either.
///
/// It takes SIGPIPE to be ignored.
enum Console {
  /// Knows what the configuration and all that followed from it have shown to be secret.
  static let redaction = Redaction()

  static func print(_ text: String) { write(redaction.redacting(text), to: STDOUT_FILENO) }

  /// Prints a document, which stays one.
  static func print(_ json: JSONValue, isIndented: Bool = false) {
    let json = json.redacted(by: redaction)
    write(isIndented ? json.indentedText : json.harmlessText, to: STDOUT_FILENO)
  }

  static func complain(_ text: String) { write(redaction.redacting(text), to: STDERR_FILENO) }

  /// Says what the user has to do, in which there is a secret of this sign-in.
  static func ask(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Shows `text` in place of the last one, on a terminal only.
  static func showProgress(_ text: String) {
    guard isatty(STDERR_FILENO) != 0 else { return }
    write("\r\u{1B}[K\(redaction.redacting(text))", terminator: "", to: STDERR_FILENO)
  }

  private static func write(_ text: String, terminator: String = "\n", to descriptor: CInt) {
    var bytes = Array((text + (text.hasSuffix("\n") ? "" : terminator)).utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR || errno == EAGAIN && hasRoom(descriptor) { continue }
      guard count > 0 else { return goesNowhere(descriptor) }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Waits for room where whoever has started the program has made it not wait by itself.
  private static func hasRoom(_ descriptor: CInt) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&entry, 1, -1) > 0 || errno == EINTR
  }

  /// A reader such as `head` has had enough: there is nothing left to do. Payload that is lost in another way is a
  /// failure; words may get lost.
  private static func goesNowhere(_ descriptor: CInt) {
    guard descriptor == STDOUT_FILENO else { return }
    if errno == EPIPE { Leaving.atOnce(ExitStatus.success.rawValue) }
    complain("The output can't be written: \(unsafe String(cString: strerror(errno)))")
    Leaving.atOnce(ExitStatus.failed.rawValue)
  }
}
