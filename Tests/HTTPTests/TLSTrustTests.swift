import Glibc
import Telemetry
import TestSupport
import Testing

@testable import HTTP

/// Who is trusted, and what is said of those who aren't.
///
/// One after the other: each server is a process.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TLSTrustTests {
  private typealias TLS = ConnectionPolicy.TLS

  private static func tls(_ change: (inout ConnectionPolicy.TLS) -> Void = { _ in }) -> ConnectionPolicy.TLS {
    var tls = ConnectionPolicy.TLS()
    tls.authorities = TLSServer.file("authority.pem")
    change(&tls)
    return tls
  }

  private static func identity(
    _ name: String, key: String? = nil, passphrase: String? = nil
  ) -> ConnectionPolicy.TLS {
    tls { tls in
      tls.certificate = TLSServer.file("\(name).pem")
      tls.key = TLSServer.file("\(key ?? name)-key.pem")
      tls.passphrase = passphrase.map { Secret($0) }
    }
  }

  /// What comes of a request: the answer's text, or why there is none.
  private static func outcome(
    at server: TLSServer, _ tls: ConnectionPolicy.TLS, host: String = "127.0.0.1", system: String? = nil
  ) async throws -> Result<String, HTTPError> {
    var setup = ClientSetup(
      policy: ConnectionPolicy(tls: tls), proxies: Proxies { _ in nil }, resolver: { _ in ["127.0.0.1"] })
    if let system { setup.systemAuthorities = system }
    let request = HTTPRequest(method: .post, url: try WebURL("https://\(host):\(server.port)/"))
    do throws(HTTPError) {
      return .success(try await HTTPClient(setup).response(to: request).body.text)
    } catch {
      return .failure(error)
    }
  }

  private static func expect(
    _ outcome: Result<String, HTTPError>, _ reason: TLSFailure?, _ answer: String = "TLSv1.3 nobody"
  ) {
    switch (outcome, reason) {
    case (.success(let text), nil): #expect(text == answer)
    case (.success(let text), _): Issue.record("answered \(text)")
    case (.failure(let error), let reason):
      #expect(error.cause == .tls)
      #expect(!error.mayHaveBeenSent)
      #expect(error.detail.hasPrefix(reason?.description ?? "no failure"), "\(error)")
    }
  }

  // MARK: The server's certificate

  @Test(
    arguments: [
      ("server", "127.0.0.1", nil), ("server", "localhost", nil), ("server", "agent.example", .wrongHost),
      ("elsewhere", "127.0.0.1", .wrongHost), ("elsewhere", "elsewhere.example", nil),
      ("expired", "127.0.0.1", .expired), ("early", "127.0.0.1", .notYetValid),
      ("stranger", "127.0.0.1", .unknownAuthority), ("selfsigned", "127.0.0.1", .selfSigned),
    ] as [(String, String, TLSFailure?)])
  func hasToBeTrusted(_ certificate: String, _ host: String, _ reason: TLSFailure?) async throws {
    try await TLSServer.running(certificate) { server in
      Self.expect(try await Self.outcome(at: server, Self.tls(), host: host), reason)
    }
  }

  @Test func theSystemsAuthoritiesDoNotCountBesideThoseNamed() async throws {
    try await TLSServer.running { server in
      Self.expect(try await Self.outcome(at: server, TLS()), .unknownAuthority)
      let other = Self.tls { $0.authorities = TLSServer.file("other.pem") }
      Self.expect(try await Self.outcome(at: server, other), .unknownAuthority)
      for bad in [TLSServer.file("missing.pem"), TLSServer.file("make")] {
        Self.expect(
          try await Self.outcome(at: server, Self.tls { $0.authorities = bad }), .unusableAuthorities)
      }
      // A certificate may be trusted by itself.
    }
    try await TLSServer.running("selfsigned") { server in
      let itself = Self.tls { $0.authorities = TLSServer.file("selfsigned.pem") }
      Self.expect(try await Self.outcome(at: server, itself), nil)
    }
  }

  /// The name under which OpenSSL looks for authority.pem in a folder, by `openssl x509 -subject_hash`.
  private static let hash = "aabdaf6b"

  /// A public authority vouches for a stranger that a private one is named for, but not for the agent itself.
  @Test(
    arguments: [
      (nil, false, nil), ("other.pem", false, .unknownAuthority), ("other.pem", true, nil),
      ("authority.pem", false, nil), ("authority.pem", true, nil),
    ] as [(String?, Bool, TLSFailure?)])
  func theSystemsFolderCountsWhereItIsWanted(_ named: String?, _ isWanted: Bool, _ reason: TLSFailure?)
    async throws
  {
    try await TemporaryFolder.with { folder in
      let place = "\(folder)/\(Self.hash).0"
      try #require(unsafe symlink(TLSServer.file("authority.pem"), place) == 0)
      try await TLSServer.running { server in
        let tls = Self.tls { tls in
          tls.authorities = named.map { TLSServer.file($0) }
          tls.trustsSystem = isWanted
        }
        Self.expect(try await Self.outcome(at: server, tls, system: folder), reason)
      }
    }
  }

  /// It is libcurl's own, unless somebody says otherwise.
  @Test func theSystemsFolderIsLibcurls() {
    #expect(Libcurl.systemAuthorities.map { $0.hasPrefix("/") } != false)
    #expect(ClientSetup().systemAuthorities == Libcurl.systemAuthorities)
  }

  // MARK: Pins

  /// The key of server.pem, by `openssl x509 -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256`.
  private static let pin = "sha256//pI1n3fjiJahQQhePp/sGDmQgMdbAL8fcwOf4bg8iT9M="
  private static let otherPin = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

  @Test(
    arguments: [
      ([pin], nil), ([otherPin, pin], nil), ([otherPin], .unpinned), ([otherPin, otherPin], .unpinned),
    ] as [([String], TLSFailure?)]) func onlyAPinnedKeyWillDo(_ pins: [String], _ reason: TLSFailure?)
    async throws
  {
    try await TLSServer.running { server in
      Self.expect(try await Self.outcome(at: server, Self.tls { $0.pins = pins }), reason)
      // A pin is no trust.
      let unknown = Self.tls { tls in
        tls.pins = pins
        tls.authorities = TLSServer.file("other.pem")
      }
      Self.expect(try await Self.outcome(at: server, unknown), .unknownAuthority)
    }
  }

  // MARK: Versions

  @Test(
    arguments: [
      (nil, .tls12, nil, "TLSv1.3 nobody"), (nil, .tls13, nil, "TLSv1.3 nobody"),
      ("1.2", .tls12, nil, "TLSv1.2 nobody"), ("1.2", .tls13, .protocolTooOld, ""),
    ] as [(String?, ConnectionPolicy.TLS.Version, TLSFailure?, String)])
  func thereIsAFloor(
    _ newest: String?, _ minimum: ConnectionPolicy.TLS.Version, _ reason: TLSFailure?, _ answer: String
  ) async throws {
    try await TLSServer.running(newest: newest) { server in
      let outcome = try await Self.outcome(at: server, Self.tls { $0.minimumVersion = minimum })
      Self.expect(outcome, reason, answer)
    }
  }

  /// The first words of servers that speak nothing newer: by an alert, or by choosing what wasn't offered.
  private static func hello(_ version: UInt8) -> [UInt8] {
    let body: [UInt8] = [3, version] + [UInt8](repeating: 7, count: 32) + [0, 0xC0, 0x13, 0]
    let handshake: [UInt8] = [2, 0, 0, UInt8(body.count)] + body
    return [0x16, 3, version, 0, UInt8(handshake.count)] + handshake
  }

  @Test(
    arguments: [
      ([0x15, 3, 1, 0, 2, 2, 70], .protocolTooOld), (hello(1), .protocolTooOld), (hello(2), .protocolTooOld),
      (Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), .notTLS),
      (Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), .notTLS),
      ([], .handshakeRefused),
    ] as [([UInt8], TLSFailure)]) func oldServersAndOthersAreNamed(_ words: [UInt8], _ reason: TLSFailure)
    async throws
  {
    try await ScriptedServer.serving { connection in
      _ = try connection.readSome()
      try connection.send(words)
      // Nothing to say: it closes.
      if !words.isEmpty { try connection.waitForClose() }
    } whileRunning: { server in
      let failure = await HTTPClient().failure(of: try server.request(.post, scheme: "https"))
      Self.expect(.failure(try #require(failure)), reason)
    }
  }

  // MARK: The client's certificate

  private static let encrypted = "client-encrypted"

  @Test(
    arguments: [
      (tls(), .certificateWanted), (identity("client"), nil), (identity("intruder"), .certificateRefused),
      (identity("client", key: encrypted, passphrase: TLSServer.passphrase), nil),
      (identity("client", key: encrypted, passphrase: "wrong"), .unusableIdentity),
      (identity("client", key: encrypted), .unusableIdentity),
      (identity("client", key: "intruder"), .unusableIdentity),
      (identity("client", key: "missing"), .unusableIdentity), (identity("missing"), .unusableIdentity),
    ] as [(ConnectionPolicy.TLS, TLSFailure?)], [nil, "1.2"])
  func showsWhoTheClientIs(_ client: (ConnectionPolicy.TLS, TLSFailure?), _ newest: String?) async throws {
    let (tls, reason) = client
    try await TLSServer.running(clients: "authority", newest: newest) { server in
      let outcome = try await Self.outcome(at: server, tls)
      // Before 1.3 there was no word for a missing one.
      let isUnsaid = reason == .certificateWanted && newest != nil
      Self.expect(outcome, isUnsaid ? .handshakeRefused : reason, "TLSv\(newest ?? "1.3") client")
      if case .failure(let error) = outcome {
        #expect(!error.description.contains(TLSServer.passphrase))
      }
    }
  }

  /// A client of another policy has connections of its own.
  @Test func aPolicyHasItsOwnConnections() async throws {
    try await TLSServer.running(clients: "authority") { server in
      Self.expect(try await Self.outcome(at: server, Self.identity("client")), nil, "TLSv1.3 client")
      Self.expect(try await Self.outcome(at: server, Self.tls()), .certificateWanted)
    }
  }

  // MARK: Words

  @Test(arguments: TLSFailure.allCases) func saysWhatToDo(_ failure: TLSFailure) {
    #expect(failure.description.contains { "?;".contains($0) } || failure.description.contains("settings"))
  }
}
