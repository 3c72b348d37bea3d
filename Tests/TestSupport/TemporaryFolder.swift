import Glibc

/// Folders of tests, gone when the test is.
package enum TemporaryFolder {
  /// Runs `body` with the path of a new folder.
  package static func with<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    var template = Array("/tmp/a2a-bridge-test-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw Errno() }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { remove(path) }
    return try await body(path)
  }

  /// The permission bits of a file or a folder.
  package static func permissions(of path: String) throws -> UInt32 {
    var info = stat()
    guard unsafe lstat(path, &info) == 0 else { throw Errno() }
    return info.st_mode & 0o7777
  }

  /// Removes a file, or a folder with all that is in it.
  package static func removeAll(_ path: String) { remove(path) }

  /// Changes the permission bits of a file or a folder.
  package static func setPermissions(_ mode: UInt32, of path: String) throws {
    guard unsafe chmod(path, mode) == 0 else { throw Errno() }
  }

  /// The paths of what is in a folder, in order.
  package static func files(in folder: String) throws -> [String] {
    guard let directory = unsafe opendir(folder) else { throw Errno() }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append("\(folder)/\(name)") }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    if unsafe Glibc.remove(path) == 0 { return }
    for file in (try? files(in: path)) ?? [] { remove(file) }
    _ = unsafe Glibc.remove(path)
  }
}
