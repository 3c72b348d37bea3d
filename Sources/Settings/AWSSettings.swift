package import Telemetry

/// What signs requests for a service of AWS (Signature Version 4).
package struct AWSSettings: Sendable, Hashable {
  /// `us-east-1`.
  package var region: String
  /// `bedrock-agentcore`.
  package var service: String
  package var accessKeyID: SecretSource
  package var secretAccessKey: SecretSource
  /// For temporary credentials.
  package var sessionToken: SecretSource?

  package init(
    region: String, service: String, accessKeyID: SecretSource, secretAccessKey: SecretSource,
    sessionToken: SecretSource? = nil
  ) {
    self.region = region
    self.service = service
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }
}
