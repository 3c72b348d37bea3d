import Logging
import Settings
import Storage
import Synchronization

/// The key of a state directory, which all processes share that use the directory: one may open what another sealed.
///
/// Nothing is read or written before the key is needed.
final class KeyRing: Sendable {
  /// How much of a file is read to see that it holds no key.
  private static let maxBytes = 1_024

  private let path: String?
  private let logger: Logger
  private let loaded = Mutex<Loaded?>(nil)

  private struct Loaded {
    let key: SealingKey
    /// Why no other process has the same; nil when all have.
    var obstacle: String?
  }

  /// - Parameter stateDirectory: nil for a key of this process alone.
  init(stateDirectory: String?, logger: Logger) {
    path = stateDirectory.map { $0 + "/key" }
    self.logger = logger
  }

  var key: SealingKey { current.key }

  /// Why other processes that use the directory, and later ones, do not have the same key; nil when they do.
  var obstacle: String? { current.obstacle }

  private var current: Loaded {
    loaded.withLock { loaded in
      let current = loaded ?? load()
      loaded = current
      return current
    }
  }

  /// Why a key's file is not used.
  private struct Unusable: Error { let reason: String }

  private func load() -> Loaded {
    guard let path else { return Loaded(key: .random(), obstacle: "there is no state directory") }
    do throws(Unusable) {
      if let key = try Self.key(at: path) { return Loaded(key: key) }
      return Loaded(key: try Self.made(at: path))
    } catch {
      logger.warning(
        "questions and tasks can be answered by this process only, for its key file is not used: \(path): \(error.reason)"
      )
      return Loaded(key: .random(), obstacle: "the key file \(path) is not used: \(error.reason)")
    }
  }

  /// - Returns: nil if there is none yet.
  private static func key(at path: String) throws(Unusable) -> SealingKey? {
    let file: FileContents
    do throws(FileFailure) {
      file = try FileSource.system.read(path, maxBytes)
    } catch .notFound {
      return nil
    } catch {
      throw Unusable(reason: "\(error)")
    }
    guard file.owner == .user else { throw Unusable(reason: "it belongs to another user") }
    guard file.permissions & 0o077 == 0 else { throw Unusable(reason: "others than its owner may use it") }
    guard file.bytes.count == SealingKey.byteCount else {
      throw Unusable(reason: "it does not hold \(SealingKey.byteCount) bytes")
    }
    return SealingKey(file.bytes)
  }

  /// Of processes that do so at the same time one wins, and all read what it wrote.
  private static func made(at path: String) throws(Unusable) -> SealingKey {
    do throws(PrivateFile.Failure) {
      _ = try PrivateFile.create(path, with: SealingKey.randomSecret())
    } catch {
      throw Unusable(reason: "\(error)")
    }
    guard let key = try key(at: path) else { throw Unusable(reason: "it is gone again") }
    return key
  }
}
