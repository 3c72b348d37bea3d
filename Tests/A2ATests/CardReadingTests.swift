import JSON
import Testing

@testable import A2A

@Suite struct CardReadingTests {
  private static let jsonRPC = AgentInterface.ProtocolBinding.jsonRPC

  @Test(arguments: [
    // 1.0
    (
      #"{"name":"A","supportedInterfaces":[{"url":"https://a/rpc","protocolBinding":"JSONRPC","protocolVersion":"1.0","tenant":"t"},{"url":"a:1","protocolBinding":"GRPC"}]}"#,
      [
        AgentInterface(url: "https://a/rpc", binding: jsonRPC, protocolVersion: "1.0", tenant: "t"),
        AgentInterface(url: "a:1", binding: .grpc),
      ]
    ),
    // 1.0 wins over the flat members that servers add for older clients.
    (
      #"{"name":"A","url":"https://a/old","protocolVersion":"0.3.0","supportedInterfaces":[{"url":"https://a/new","protocolBinding":"JSONRPC"}]}"#,
      [AgentInterface(url: "https://a/new", binding: jsonRPC)]
    ),
    // 0.3
    (
      #"{"name":"A","url":"https://a","protocolVersion":"0.3.0","preferredTransport":"HTTP+JSON","additionalInterfaces":[{"url":"https://a/rpc","transport":"JSONRPC"},{"url":"https://a","transport":"HTTP+JSON"}]}"#,
      [
        AgentInterface(url: "https://a", binding: .httpJSON, protocolVersion: "0.3"),
        AgentInterface(url: "https://a/rpc", binding: jsonRPC, protocolVersion: "0.3"),
      ]
    ),
    // 0.2, and flat cards that claim another version
    (
      #"{"name":"A","url":"https://a"}"#,
      [AgentInterface(url: "https://a", binding: jsonRPC, protocolVersion: "0.3")]
    ),
    (
      #"{"name":"A","url":"https://a","protocolVersion":"v1"}"#,
      [AgentInterface(url: "https://a", binding: jsonRPC, protocolVersion: "0.3")]
    ),
    // snake_case and lower case, as a guide in circulation teaches
    (
      #"{"name":"A","supported_interfaces":[{"protocol_binding":"jsonrpc","url":"https://a"}]}"#,
      [AgentInterface(url: "https://a", binding: jsonRPC)]
    ),
    (
      #"{"name":"A","supportedInterfaces":[{"url":"x","protocolBinding":"https://own.example/binding"},{"protocolBinding":"JSONRPC"}]}"#,
      [AgentInterface(url: "x", binding: .other("https://own.example/binding"))]
    ),
  ]) func readsInterfaces(_ document: String, _ interfaces: [AgentInterface]) throws {
    #expect(try AgentCard(wire: try json(document)).interfaces == interfaces)
  }

  @Test func readsSkillsAndModes() throws {
    let card = try AgentCard(
      wire: try json(
        """
        {"name":"A","description":"d","version":1.0,"url":"https://a","provider":{"organization":"O"},
         "capabilities":{"streaming":true,"pushNotifications":null},"defaultInputModes":["text"],
         "default_output_modes":["text/plain"],
         "skills":[{"id":"s","name":"S","description":"sd","tags":["x","",7],"examples":["e"],"input_modes":["application/json"]},
                   {"name":"only name"},{"id":5},{"description":"nothing to call it by"},null]}
        """))
    #expect(card.version == "1.0")
    #expect(card.provider == "O")
    #expect(card.capabilities == AgentCapabilities(streaming: true))
    #expect(card.defaultInputModes == ["text"])
    #expect(card.defaultOutputModes == ["text/plain"])
    #expect(
      card.skills == [
        AgentSkill(
          id: "s", name: "S", description: "sd", tags: ["x"], examples: ["e"],
          inputModes: ["application/json"]),
        AgentSkill(id: "only name", name: "only name"), AgentSkill(id: "5", name: "5"),
      ])
  }

  @Test(arguments: [
    (#"{"httpAuthSecurityScheme":{"scheme":"Bearer"}}"#, "http bearer"),
    (#"{"type":"http","scheme":"basic"}"#, "http basic"),
    (#"{"type":"http"}"#, "http bearer"),
    (#"{"apiKeySecurityScheme":{"location":"header","name":"X-Key"}}"#, "apiKey in header X-Key"),
    (#"{"type":"apiKey","in":"query","name":"k"}"#, "apiKey in query k"),
    (#"{"oauth2SecurityScheme":{}}"#, "oauth2"), (#"{"type":"oauth2"}"#, "oauth2"),
    (#"{"openIdConnectSecurityScheme":{}}"#, "openIdConnect"), (#"{"mtlsSecurityScheme":{}}"#, "mutualTLS"),
    (#"{"type":"mutualTLS"}"#, "mutualTLS"), (#"{}"#, "unknown"),
    (#"{"httpAuthSecurityScheme":{"scheme":"Bearer"},"type":"oauth2"}"#, "http bearer"),
  ]) func readsSecuritySchemes(_ scheme: String, _ kind: String) throws {
    let card = try AgentCard(
      wire: try json(#"{"name":"A","url":"https://a","securitySchemes":{"s":\#(scheme)}}"#))
    #expect(card.securitySchemes.map(\.name) == ["s"])
    #expect(card.securitySchemes.map(\.kind) == [kind])
  }

  @Test(arguments: [
    ("[]", "expected an object, found an array"), (#""<html>""#, "expected an object, found a string"),
    ("{}", "it has no \"name\""), (#"{"name":""}"#, "it has no \"name\""),
    (
      #"{"name":"login"}"#, "it names neither an interface, nor a \"url\", nor skills"
    ),
    (
      #"{"jsonrpc":"2.0","error":{"code":-32600,"message":"m"},"id":null}"#, "it has no \"name\""
    ),
  ]) func refusesWhatIsNoCard(_ document: String, _ reason: String) throws {
    let document = try json(document)
    #expect(throws: NotACard(reason)) { try AgentCard(wire: document) }
  }

  /// No number makes an id that the card has written for another skill.
  @Test(arguments: [
    (["a", "a"], ["a", "a-2"]), (["a", "a", "a-2"], ["a", "a-3", "a-2"]),
    (["a-2", "a", "a", "a"], ["a-2", "a", "a-3", "a-4"]),
    (["a", "a-2", "a-2", "a"], ["a", "a-2", "a-2-2", "a-3"]),
  ]) func tellsSkillsOfOneIDApart(_ written: [String], _ ids: [String]) throws {
    let skills = written.enumerated().map { index, id -> JSONValue in
      ["id": .string(id), "description": .string("\(index)")]
    }
    let card = try AgentCard(wire: ["name": "A", "url": "https://a.example", "skills": .array(skills)])
    #expect(card.skills.map(\.id) == ids)
    #expect(card.skills.map(\.description) == skills.indices.map { "\($0)" })
    #expect(card.quirks.contains(.repeatedSkillID))
  }
}
