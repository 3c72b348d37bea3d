import Crypto
import Encodings
import Storage
package import Telemetry

/// All sign-ins that are kept for one agent, whatever its settings were when the user has signed in.
package struct KeptSignIns: Sendable {
  let folder: String
  /// How the names of their files begin: what was got for one agent is never found for a second.
  let prefix: String

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
    let names = PrivateFile.names(in: folder).filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }
    for name in names {
      let store = SignInStore(path: "\(folder)/\(name)")
      // Whoever is renewing it would write it again.
      try await store.withLock(clock) { () throws(OAuthFailure) in try store.remove() }
    }
    return !names.isEmpty
  }
}
