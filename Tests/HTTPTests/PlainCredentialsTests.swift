import Telemetry
import TestSupport
import Testing

@testable import HTTP

/// Credentials go where nobody else can read them.
@Suite(.timeLimit(.minutes(1))) struct PlainCredentialsTests {
  enum Credential: Sendable, CaseIterable {
    case none, authorization, cookie, proxyAuthorization, key, marked, signature

    func add(to request: inout HTTPRequest) {
      switch self {
      case .none: request.fields["X-Tenant"] = "t"
      case .authorization: request.fields["authorization"] = "Bearer t"
      case .cookie: request.fields["Cookie"] = "key=t"
      case .proxyAuthorization: request.fields["Proxy-Authorization"] = "Basic t"
      case .key: request.fields["X-API-Key"] = "t"
      case .marked: request.shownSecrets = [Secret("t")]
      case .signature:
        request.awsSignature = AWSSignature(
          region: "r", service: "s", keyID: Secret("k"), secret: Secret("s"))
      }
    }
  }

  @Test(arguments: Credential.allCases, [false, true])
  func areNotSentInPlain(_ credential: Credential, _ isAllowed: Bool) async throws {
    try await ScriptedServer.replying("HTTP/1.1 204 No Content\r\n\r\n") { server in
      let client = HTTPClient(
        ClientSetup(
          policy: ConnectionPolicy(allowsPlainCredentials: isAllowed), proxies: Proxies { _ in nil },
          resolver: { _ in ["127.0.0.1"] }))
      for host in ["agent.example", "127.0.0.1"] {
        var request = HTTPRequest(method: .post, url: try WebURL("http://\(host):\(server.port)/"))
        credential.add(to: &request)
        let isRefused = credential != .none && !isAllowed && host == "agent.example"
        let failure = await client.failure(of: request)
        #expect(failure?.cause == (isRefused ? .unencrypted : nil))
        if isRefused { #expect(server.log.connections == 0) }
      }
    }
  }
}
