private import Glibc
import Settings

/// What is to be said of the audit file to somebody who checks.
enum AuditFinding {
  /// - Returns: nil when lines can be added to it, and nobody else can read them.
  static func finding(of settings: AuditSettings) -> Finding? {
    var status = stat()
    guard unsafe lstat(settings.file, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFREG, unsafe access(settings.file, W_OK) == 0 else {
      return Finding(
        .error, settings.file, "the audit file can't be written",
        fix: "let the user who runs the bridge write it, or name another file")
    }
    guard status.st_mode & 0o077 == 0 else {
      return Finding(
        .warning, settings.file, "others than its owner may use the audit file",
        fix: "chmod 600 \(settings.file)")
    }
    return nil
  }
}
