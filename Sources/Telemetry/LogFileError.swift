private import Glibc

/// A log file that could not be opened.
package struct LogFileError: Error, Equatable, CustomStringConvertible {
  package let path: String
  /// The system's number for the reason (`errno`).
  package let code: CInt

  package var description: String {
    "cannot open the log file \(EscapedText.quoting(path, limit: 4_096)): \(unsafe String(cString: strerror(code)))"
  }
}
