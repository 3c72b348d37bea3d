private import Glibc
import Settings

/// What is to be said of the audit file to somebody who checks.
enum AuditFinding {
  /// - Returns: nil when lines can be added to it, and nobody else can read them.
  static func finding(of settings: AuditSettings) -> Finding? {
    var status = stat()
    guard unsafe lstat(settings.file, &status) == 0 else {
      return canBeMade(settings.file) ? nil : unwritable(settings.file)
    }
    guard status.st_mode & S_IFMT == S_IFREG, unsafe access(settings.file, W_OK) == 0 else {
      return unwritable(settings.file)
    }
    guard AuditFile.canGoOn(settings.file) else {
      return Finding(
        .error, settings.file, "there is something else in the file than the bridge's audit lines",
        fix: "name another file, or move this one away")
    }
    guard status.st_mode & 0o077 == 0 else {
      return Finding(
        .warning, settings.file, "others than its owner may use the audit file",
        fix: "chmod 600 \(settings.file)")
    }
    return nil
  }

  private static func unwritable(_ file: String) -> Finding {
    Finding(
      .error, file, "the audit file can't be written",
      fix: "let the user who runs the bridge write it, or name another file")
  }

  /// Whether the folder can be written that is there, and in which the missing ones would be made.
  private static func canBeMade(_ path: String) -> Bool {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return true }
    let folder = String(path[..<slash])
    var status = stat()
    guard unsafe stat(folder, &status) == 0 else { return errno == ENOENT && canBeMade(folder) }
    let isWritable = unsafe access(folder, W_OK) == 0
    return isWritable && status.st_mode & S_IFMT == S_IFDIR
  }
}
