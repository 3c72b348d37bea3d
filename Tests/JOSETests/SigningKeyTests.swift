import JSON
import Testing

@testable import JOSE

@Suite struct SigningKeyTests {
  @Test(arguments: [#"{"kty":"oct","k":"AAAA"}"#, #"{"kty":"EC","crv":"P-256","x":"AA"}"#, "[]"])
  func refuses(_ json: String) throws {
    #expect(SigningKey(try JSONValue(parsing: Array(json.utf8))) == nil)
  }
}
