import Crypto
import Encodings
import Telemetry
import TestSupport
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1))) struct AWSAuthorizationTests {
  private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

  private static func signature(_ secret: String = secret) -> AWSSignature {
    AWSSignature(
      region: "us-east-1", service: "service", keyID: Secret("AKIDEXAMPLE"), secret: Secret(secret))
  }

  /// The first three are of AWS's own test suite, all are what botocore 1.x makes of the same.
  @Test(
    arguments: [
      (
        .get, "/", [:], nil, "host;x-amz-date",
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
      ),
      (
        .get, "/?Param2=value2&Param1=value1", [:], nil, "host;x-amz-date",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
      ),
      (
        .post, "/", [:], nil, "host;x-amz-date",
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
      ),
      (
        .post,
        "/runtimes/arn%3Aaws%3Abedrock-agentcore%3Aus-east-1%3A123456789012%3Aruntime%2Fx/invocations/",
        ["Content-Type": "application/json", "X-Amz-Security-Token": "token/+="], #"{"a":1}"#,
        "content-type;host;x-amz-date;x-amz-security-token",
        "d5e2f7553758471c9b34a9b9e00a9667b630854ffc09a3e59cc468cdeeb01ec6"
      ),
      (
        .post, "/v1/message:send", ["Content-Type": "application/json", "A2A-Version": "1.0"], #"{"a":1}"#,
        "content-type;host;x-amz-date", "e5f8f2a1360e5e02e89730125b8e68ec601a40a180623bef518d6a4d91807934"
      ),
      (
        .get, ":8443/v1/tasks?pageSize=5&contextId=a%20b%2Fc&flag=", [:], nil, "host;x-amz-date",
        "65da00b1c4ddb688c68d6d365bb6994fe5d38023cad52b92413da54ba2862586"
      ),
      (
        .get, "//a//b/", [:], nil, "host;x-amz-date",
        "125084d05882beb82770f7553eca9dc5479bd484c2579776817cc0a340800974"
      ),
    ] as [(HTTPRequest.Method, String, HTTPFields, String?, String, String)])
  func signsAsAWSDoes(
    _ method: HTTPRequest.Method, _ place: String, _ fields: HTTPFields, _ body: String?, _ signed: String,
    _ mark: String
  ) throws {
    let request = HTTPRequest(
      method: method, url: try WebURL("https://example.amazonaws.com\(place)"), fields: fields,
      body: body.map { Array($0.utf8) })
    let signer = AWSAuthorization(
      request: request, signature: Self.signature(), time: CalendarTime(seconds: 1_440_938_160))
    #expect(signer.fields.map(\.name) == ["X-Amz-Date", "Authorization"])
    #expect(signer.fields.first?.value == "20150830T123600Z")
    #expect(
      signer.fields.last?.value
        == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        + "SignedHeaders=\(signed), Signature=\(mark)")
  }

  @Test(arguments: [
    (0, "19700101T000000Z"), (951_782_399, "20000228T235959Z"), (1_709_164_800, "20240229T000000Z"),
    (4_102_444_799, "20991231T235959Z"),
  ]) func readsTheCalendar(_ seconds: Int, _ text: String) {
    #expect(CalendarTime(seconds: seconds).basic == text)
  }

  // MARK: On the wire

  /// What the receiver works out from what has come, and from that alone.
  private static func mark(of request: ReceivedRequest, _ secret: String) throws -> String {
    let authorization = try #require(request["authorization"])
    let scope = try #require(
      authorization.split(separator: ",").first?.split(separator: "/", maxSplits: 1).last)
    let names = try #require(
      authorization.split(separator: "SignedHeaders=").last?.split(separator: ",").first)
    let parts = request.target.split(separator: "?", omittingEmptySubsequences: false)
    let path = parts[0].replacing("%", with: "%25").replacing(":", with: "%3A")
    let query = parts.count == 2 ? parts[1].split(separator: "&").sorted().joined(separator: "&") : ""
    let fields = names.split(separator: ";").map { "\($0):\(request[String($0)] ?? "?")\n" }.joined()
    let canonical = [
      request.method, String(path), query, fields, String(names), SHA256.hash(data: request.body).hexadecimal,
    ].joined(separator: "\n")
    let text = [
      "AWS4-HMAC-SHA256", request["x-amz-date"] ?? "?", String(scope),
      SHA256.hash(data: Array(canonical.utf8)).hexadecimal,
    ].joined(separator: "\n")
    let key = scope.split(separator: "/").reduce(SymmetricKey(data: Array("AWS4\(secret)".utf8))) {
      key, part in
      SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
    }
    return HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).hexadecimal
  }

  @Test(
    arguments: [
      (.get, "/", [:], 0), (.get, "/v1/tasks?b=2&a=1", [:], 0),
      (.post, "/", ["Content-Type": "application/json"], 0),
      (.post, "/v1/message:send", ["Content-Type": "application/json", "X-Empty": ""], 10),
      (.post, "/arn%3Aaws%2Fx/", ["X-Amz-Security-Token": "t0ken", "Accept": "a,  b"], 200_000),
    ] as [(HTTPRequest.Method, String, HTTPFields, Int)])
  func whatArrivesIsWhatWasSigned(
    _ method: HTTPRequest.Method, _ place: String, _ fields: HTTPFields, _ size: Int
  ) async throws {
    try await ScriptedServer.replying("HTTP/1.1 204 No Content\r\n\r\n") { server in
      var request = try server.request(
        method, place, body: method == .get ? nil : [UInt8](repeating: 0x61, count: size))
      request.fields = fields
      request.awsSignature = Self.signature("s:e/c+r e%t")
      #expect(await HTTPClient().failure(of: request) == nil)
      let received = try #require(server.log.requests.first)
      #expect(received.body.count == size)
      let mark = try Self.mark(of: received, "s:e/c+r e%t")
      #expect(received["authorization"]?.hasSuffix("Signature=\(mark)") == true)
      #expect(!"\(request)".contains("s:e/c+r"))
    }
  }

  @Test func theSecretIsNeverPrinted() {
    var text = ""
    dump(Self.signature(), to: &text)
    #expect(!text.contains(Self.secret) && !"\(Self.signature())".contains(Self.secret))
  }
}
