import Glibc
import TestSupport

/// Configuration files for a test.
enum Configuration {
  /// Runs `body` with the path of a `bridge.json` that holds `text` and has other files beside it; only the user can
  /// read them.
  static func with<Value>(
    _ text: String, files: [String: String] = [:], _ body: (String) async throws -> Value
  ) async throws -> Value {
    try await TemporaryFolder.with { folder in
      for (name, text) in files.merging(["bridge.json": text], uniquingKeysWith: { $1 }) {
        try write(text, to: "\(folder)/\(name)")
      }
      return try await body("\(folder)/bridge.json")
    }
  }

  static func write(_ text: String, to path: String) throws {
    for slash in path.indices where path[slash] == "/" { _ = unsafe mkdir(String(path[..<slash]), 0o700) }
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard unsafe Glibc.write(file, bytes, bytes.count) == bytes.count else { throw Unwritable(path: path) }
  }

  static func read(_ path: String) throws -> String {
    let file = unsafe open(path, O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = unsafe Glibc.read(file, &bytes, bytes.count)
    guard count >= 0 else { throw Unreadable(path: path) }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  private struct Unreadable: Error {
    let path: String
  }

  private struct Unwritable: Error {
    let path: String
  }
}
