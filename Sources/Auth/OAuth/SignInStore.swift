import Crypto
import Encodings
import JSON
package import Settings
import Storage
package import Telemetry

/// Where a user's signing in is kept: a file of its own for each agent, server and client, which nobody else can read.
package struct SignInStore: Sendable {
  /// How long one process waits for another that is renewing the same token.
  static let lockPatience = Duration.seconds(30)
  private static let lockPause = Duration.milliseconds(100)
  /// What the name of the file ends with that only one process holds at a time.
  static let lockEnding = ".lock"

  /// The file.
  package let path: String

  /// - Parameter agent: What the agent is called, by which it is kept apart from others with the same settings.
  package init(stateDirectory: String, agent: String, _ settings: OAuthSettings) {
    let kept = KeptSignIns(stateDirectory: stateDirectory, agent: agent)
    self.init(path: "\(kept.folder)/\(kept.prefix)\(Self.key(settings))\(KeptSignIns.ending)")
  }

  init(path: String) { self.path = path }

  /// Everything beside the agent that makes a token another one.
  private static func key(_ settings: OAuthSettings) -> String {
    let server: JSONValue =
      switch settings.server {
      case .issuer(let issuer): ["issuer": .string(issuer)]
      case .endpoints(let token, _, _): ["token": .string(token)]
      }
    let parts: JSONValue = [
      server, .string(settings.clientID), .string(ScopeSet(settings.scopes).text ?? ""),
      settings.audience.map { .string($0) } ?? .null, settings.resource.map { .string($0) } ?? .null,
    ]
    return String(SHA256.hash(data: parts.serialized()).hexadecimal.prefix(32))
  }

  /// What tells what is kept now from what another process keeps later.
  var stamp: FileStamp? { FileStamp(path) }

  /// Forgets the user's signing in.
  ///
  /// - Parameter draft: What the name of a draft of it goes on with; nothing for itself.
  func remove(_ draft: Substring = "") throws(OAuthFailure) {
    do throws(PrivateFile.Failure) {
      try PrivateFile.remove("\(path)\(draft)")
    } catch {
      throw OAuthFailure(.local, "the sign-in can't be forgotten: \(error)")
    }
  }

  /// Why calls fail until the user has done something; nil where nothing is known against them.
  package func obstacle(now: Timestamp = .now()) -> String? {
    do throws(OAuthFailure) {
      guard let signIn = try read() else { return "nobody has signed in" }
      return signIn.isOfUse(now) ? nil : "the sign-in has ended"
    } catch {
      return error.reason
    }
  }

  /// What is kept; nil where nobody has signed in.
  ///
  /// - Throws: also where others can have read or written the file: then it is not used.
  func read() throws(OAuthFailure) -> StoredSignIn? {
    do throws(PrivateFile.Unreadable) {
      return try PrivateFile.read(path, limit: StoredSignIn.maximumBytes).flatMap { StoredSignIn($0) }
    } catch {
      throw OAuthFailure(.local, "the sign-in that is kept can't be used: \(error)")
    }
  }

  func write(_ signIn: StoredSignIn) throws(OAuthFailure) {
    do throws(PrivateFile.Failure) {
      // A refresh token that has replaced another is the only one.
      try PrivateFile.replace(path, with: signIn.bytes, isForGood: true)
    } catch {
      throw OAuthFailure(.local, "the sign-in can't be kept: \(error)")
    }
  }

  /// Runs `body` while no other process changes what is kept, as soon as none does.
  func withLock<Value>(
    _ clock: Timing, _ body: () async throws(OAuthFailure) -> Value
  ) async throws(OAuthFailure) -> Value {
    let lock = try await lock(clock)
    let result: Result<Value, OAuthFailure>
    do throws(OAuthFailure) {
      result = .success(try await body())
    } catch {
      result = .failure(error)
    }
    lock.release()
    return try result.get()
  }

  private func lock(_ clock: Timing) async throws(OAuthFailure) -> FileLock {
    let start = clock.now()
    while true {
      do throws(PrivateFile.Failure) {
        if let lock = try FileLock.taking("\(path)\(Self.lockEnding)") { return lock }
      } catch {
        throw OAuthFailure(.local, "the sign-in that is kept can't be renewed: \(error)")
      }
      guard clock.now() - start < Self.lockPatience else {
        throw OAuthFailure(
          .local,
          "another process has been renewing the sign-in for \(Self.lockPatience.components.seconds) s; try again"
        )
      }
      do throws(CancellationError) { try await clock.sleep(Self.lockPause) } catch { throw .cancelled }
    }
  }
}
