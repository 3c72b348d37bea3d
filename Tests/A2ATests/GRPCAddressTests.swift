import A2A
import HTTP
import Testing

@Suite struct GRPCAddressTests {
  @Test(arguments: [
    ("a.example:50051", "https://a.example:50051/"),
    ("a.example", "https://a.example/"),
    ("http://a.example:50051", "http://a.example:50051/"),
    ("HTTPS://a.example", "https://a.example/"),
    ("https://a.example/grpc", "https://a.example/grpc"),
    ("grpc://a.example:50051/", "https://a.example:50051/"),
    ("grpcs://a.example:50051", "https://a.example:50051/"),
    ("dns:///a.example:50051", "https://a.example:50051/"),
    ("dns://8.8.8.8/a.example:50051", "https://a.example:50051/"),
    ("dns:a.example:50051", "https://a.example:50051/"),
    ("ipv4:10.0.0.1:50051", "https://10.0.0.1:50051/"),
    ("ipv6:[2001:db8::1]:50051", "https://[2001:db8::1]:50051/"),
    // An agent that does not know its own address.
    ("localhost:50051", "https://card.example:50051/"),
    ("0.0.0.0:50051", "https://card.example:50051/"),
    ("http://127.0.0.1:50051", "http://card.example:50051/"),
  ]) func readsWhatACardFromElsewhereSays(_ text: String, _ url: String) throws {
    #expect(try GRPCAddress.url(text, from: WebURL("https://card.example/card.json")).description == url)
  }

  @Test(arguments: [
    ("a.example:50051", "http://card.example", "http://a.example:50051/"),
    ("localhost:50051", "http://card.example", "http://card.example:50051/"),
    ("localhost:50051", "https://127.0.0.1:8000", "https://localhost:50051/"),
    ("[::1]:50051", "http://localhost:8000", "http://[::1]:50051/"),
    ("0.0.0.0:50051", "http://localhost:8000", "http://localhost:50051/"),
    ("[::]:50051", "http://127.0.0.1:8000", "http://127.0.0.1:50051/"),
    ("https://localhost:50051", "http://localhost:8000", "https://localhost:50051/"),
  ]) func takesTheSchemeFromTheCard(_ text: String, _ source: String, _ url: String) throws {
    #expect(try GRPCAddress.url(text, from: WebURL(source)).description == url)
  }

  @Test(arguments: [
    "", "/", "unix:///run/agent.sock", "unix:/run/agent.sock", "a.example/path", "grpc://", "dns:///",
    "user@a.example:1", "a.example:99999", "ftp://a.example",
  ]) func refuses(_ text: String) throws {
    let source = try WebURL("https://card.example")
    #expect(throws: InvalidURL.self) { try GRPCAddress.url(text, from: source) }
  }
}
