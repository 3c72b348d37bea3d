package import Telemetry

/// What signs a request for a service of AWS (Signature Version 4).
package struct AWSSignature: Sendable, Hashable {
  /// `us-east-1`.
  package var region: String
  /// `bedrock-agentcore`.
  package var service: String
  package var keyID: Secret
  package var secret: Secret

  /// A signature for `service` in `region`. A session token is a field of the request, `X-Amz-Security-Token`, which is
  /// signed with the rest.
  package init(region: String, service: String, keyID: Secret, secret: Secret) {
    self.region = region
    self.service = service
    self.keyID = keyID
    self.secret = secret
  }
}
