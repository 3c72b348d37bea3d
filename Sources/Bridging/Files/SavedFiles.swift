import Synchronization

/// The files that this process has saved: so that no look at a result saves them again, and no agent fills the disk.
final class SavedFiles: Sendable {
  /// How many files are saved in all, and how many bytes they have.
  static let maxFiles = 10_000
  static let maxBytes = 1 << 30

  /// What makes a file the same one.
  struct Key: Sendable, Hashable {
    var folder: FileFolder
    var agent: String
    var taskID: String
    var artifactID: String
    var name: SafeFileName
    var digest: String
  }

  private struct State {
    var paths: [Key: String] = [:]
    var files = 0
    var bytes = 0

    /// - Returns: False when there is no room left.
    mutating func takeRoom(for count: Int) -> Bool {
      guard files < maxFiles, count <= maxBytes - bytes else { return false }
      files += 1
      bytes += count
      return true
    }

    mutating func giveBack(_ count: Int) {
      files -= 1
      bytes -= count
    }
  }

  private let state = Mutex(State())

  /// Saves a file, once.
  ///
  /// - Returns: Its path.
  func save(_ bytes: [UInt8], _ key: Key) throws(FileFolder.Failure) -> String {
    if let path = state.withLock({ $0.paths[key] }) { return path }
    guard state.withLock({ $0.takeRoom(for: bytes.count) }) else {
      throw FileFolder.Failure(
        "at most \(Self.maxFiles) files and \(Self.maxBytes) bytes are saved until the bridge is started again"
      )
    }
    do throws(FileFolder.Failure) {
      let path = try key.folder.save(bytes, as: key.name)
      state.withLock { $0.paths[key] = path }
      return path
    } catch {
      state.withLock { $0.giveBack(bytes.count) }
      throw error
    }
  }
}
