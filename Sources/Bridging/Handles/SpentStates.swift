import Logging
import Storage
import Synchronization

/// The request states whose answers were taken: none is taken twice, by whichever process.
///
/// Each leaves an empty file in the state directory until it would have expired; without a directory, only this process
/// remembers.
final class SpentStates: Sendable {
  /// How many are remembered. Beyond, those that expire first are forgotten: by then a second answer has hardly a
  /// question left that it fits.
  static let capacity = 4_096
  /// How many seconds pass at least between two looks at what has expired.
  static let sweepInterval: Int64 = 60

  private let folder: String?
  private let logger: Logger
  private let known = Mutex<[String: Int64]>([:])
  private let lastSweep = Mutex<Int64?>(nil)

  /// - Parameter stateDirectory: nil remembers in this process only.
  init(stateDirectory: String?, logger: Logger) {
    folder = stateDirectory.map { $0 + "/spent" }
    self.logger = logger
  }

  /// - Parameters:
  ///   - expiry: When the state is of no use anyway, in seconds since 1970.
  ///   - now: The time in the same seconds.
  /// - Returns: False for what was spent before.
  func spend(_ nonce: String, until expiry: Int64, now: Int64) -> Bool {
    guard remember(nonce, expiry, now) else { return false }
    guard let folder else { return true }
    if isTimeToSweep(now) { sweep(folder, now) }
    do throws(PrivateFile.Failure) {
      return try PrivateFile.mark("\(folder)/\(expiry)-\(nonce)")
    } catch {
      logger.warning("other processes can't be told that a question was answered: \(error)")
      return true
    }
  }

  private func remember(_ nonce: String, _ expiry: Int64, _ now: Int64) -> Bool {
    known.withLock { known in
      guard known[nonce] == nil else { return false }
      if known.count >= Self.capacity { known = known.filter { $0.value > now } }
      if known.count >= Self.capacity, let first = known.min(by: { $0.value < $1.value })?.key {
        known[first] = nil
      }
      known[nonce] = expiry
      return true
    }
  }

  private func isTimeToSweep(_ now: Int64) -> Bool {
    lastSweep.withLock { last in
      if let last, abs(now - last) < Self.sweepInterval { return false }
      last = now
      return true
    }
  }

  private func sweep(_ folder: String, _ now: Int64) {
    let marks = PrivateFile.names(in: folder).compactMap { name -> (expiry: Int64, name: String)? in
      name.split(separator: "-").first.flatMap { Int64($0) }.map { ($0, name) }
    }
    let surplus = max(0, marks.count - Self.capacity + 1)
    for (index, mark) in marks.sorted(by: { $0.expiry < $1.expiry }).enumerated() {
      guard index < surplus || mark.expiry <= now else { break }
      try? PrivateFile.remove("\(folder)/\(mark.name)")
    }
  }
}
