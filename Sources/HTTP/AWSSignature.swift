package import Telemetry

/// What a request is signed with for a service of AWS (Signature Version 4), which libcurl does as it sends it.
package struct AWSSignature: Sendable, Hashable {
  /// Whose scheme, in which region, for which service, as libcurl writes it: `aws:amz:us-east-1:bedrock-agentcore`.
  package let provider: String
  package let keyID: Secret
  package let secret: Secret

  package init(provider: String, keyID: Secret, secret: Secret) {
    self.provider = provider
    self.keyID = keyID
    self.secret = secret
  }
}
