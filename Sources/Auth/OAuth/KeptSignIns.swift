import Crypto
import Encodings
import Storage
package import Telemetry

/// All sign-ins that are kept for one agent, whatever its settings were when the user has signed in.
package struct KeptSignIns: Sendable {
  let folder: String
  /// How the names of their files begin: what was got for one agent is never found for a second.
  let prefix: String
  /// How they end. A draft of one goes on behind it.
  static let ending = ".json"

  /// - Parameter agent: What the agent is called.
  package init(stateDirectory: String, agent: String) {
    folder = "\(stateDirectory)/tokens"
    prefix = "\(SHA256.hash(data: Array(agent.utf8)).hexadecimal.prefix(32))-"
  }

  /// Forgets them all, readable or not.
  ///
  /// - Returns: Whether there was one.
  /// - Throws: where one is still there.
  package func remove(_ clock: Timing = .system) async throws(OAuthFailure) -> Bool {
    var isAny = false
    for name in PrivateFile.names(in: folder) where name.hasPrefix(prefix) {
      guard let end = name.firstRange(of: Self.ending)?.upperBound, !name.hasSuffix(SignInStore.lockEnding)
      else { continue }
      isAny = true
      let store = SignInStore(path: "\(folder)/\(name[..<end])")
      // Whoever is renewing it would write it again. What a process has left behind that died while it wrote goes, too.
      try await store.withLock(clock) { () throws(OAuthFailure) in try store.remove(name[end...]) }
    }
    return isAny
  }
}
