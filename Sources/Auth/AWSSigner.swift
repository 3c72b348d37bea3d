import HTTP
import Settings
import Telemetry

/// Has requests signed for a service of AWS (Signature Version 4).
struct AWSSigner: Sendable {
  private let region: String
  private let service: String
  private let keyID: LiveSecret
  private let secret: LiveSecret
  private let session: LiveSecret?

  /// What temporary credentials come with.
  private static let session = CredentialPlace.header("X-Amz-Security-Token")

  init(_ settings: AWSSettings, redaction: Redaction) {
    (region, service) = (settings.region, settings.service)
    keyID = LiveSecret(settings.accessKeyID, redaction: redaction)
    secret = LiveSecret(settings.secretAccessKey, redaction: redaction)
    session = settings.sessionToken.map { LiveSecret($0, redaction: redaction) }
  }

  /// How many secrets it shows.
  var count: Int { session == nil ? 2 : 3 }

  func sign(_ request: inout HTTPRequest) async throws(AuthorizationFailure) {
    let key = (id: try await keyID.current(), secret: try await secret.current())
    let token = try await session?.current()
    do throws(InvalidCredential) {
      for secret in [key.id, key.secret] { try CredentialPlace.bearer.check(secret) }
      if let token { try Self.session.check(token) }
    } catch {
      throw AuthorizationFailure(reason: "\(error)")
    }
    request.awsSignature = AWSSignature(region: region, service: service, keyID: key.id, secret: key.secret)
    request.shownSecrets += [key.id, key.secret]
    if let token { Self.session.put(token, into: &request) }
  }

  /// - Parameter secrets: Those that a request was signed with, in the order of ``sign(_:)``.
  /// - Returns: Whether one of them may be replaced.
  func refused(_ secrets: [Secret]) async -> Bool {
    var isNew = false
    for (shown, known) in zip(secrets, [keyID, secret] + (session.map { [$0] } ?? [])) {
      if await known.refused(shown) { isNew = true }
    }
    return isNew
  }
}
