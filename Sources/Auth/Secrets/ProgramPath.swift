import Glibc

/// Where a program lies.
package enum ProgramPath {
  /// The path of the program called `name`: as it is when it is absolute, else in the first folder of `path` that has
  /// such a program. Folders that aren't absolute don't count, nor does an empty one, which would be the current.
  package static func find(_ name: String, in path: String?) -> String? {
    if name.utf8.contains(UInt8(ascii: "/")) { return name.hasPrefix("/") && isProgram(name) ? name : nil }
    guard !name.isEmpty else { return nil }
    return (path ?? "").split(separator: ":").lazy.filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
      .first(where: isProgram)
  }

  private static func isProgram(_ path: String) -> Bool {
    var info = stat()
    guard unsafe stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return false }
    return unsafe access(path, X_OK) == 0
  }
}
