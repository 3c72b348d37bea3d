import HTTP
import Telemetry
import Testing

@testable import Auth

struct AuthenticationChallengeTests {
  typealias Challenge = AuthenticationChallenge

  static let table: [([String], [Challenge])] = [
    ([], []), ([""], []), ([" , ,"], []),
    (["Bearer"], [Challenge(scheme: "bearer")]), (["  bEARER  "], [Challenge(scheme: "bearer")]),
    (["Basic realm=\"simple\""], [Challenge(scheme: "basic", parameters: ["realm": "simple"])]),
    // The example of RFC 9110 §11.6.1.
    (
      ["Basic realm=\"simple\", Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\""],
      [
        Challenge(scheme: "basic", parameters: ["realm": "simple"]),
        Challenge(
          scheme: "newauth", parameters: ["realm": "apps", "type": "1", "title": "Login to \"apps\""]),
      ]
    ),
    // The examples of RFC 6750 §3.
    (
      ["Bearer realm=\"example\", error=\"invalid_token\", error_description=\"The access token expired\""],
      [
        Challenge(
          scheme: "bearer",
          parameters: [
            "realm": "example", "error": "invalid_token", "error_description": "The access token expired",
          ])
      ]
    ),
    (
      ["Bearer error=insufficient_scope,scope=\"a b:c\""],
      [Challenge(scheme: "bearer", parameters: ["error": "insufficient_scope", "scope": "a b:c"])]
    ),
    (["Negotiate, Basic"], [Challenge(scheme: "negotiate"), Challenge(scheme: "basic")]),
    (["Negotiate YWJj==, Bearer"], [Challenge(scheme: "negotiate"), Challenge(scheme: "bearer")]),
    (["Negotiate a/b+c=="], [Challenge(scheme: "negotiate")]),
    (["Digest a = b , c= \"d\""], [Challenge(scheme: "digest", parameters: ["a": "b", "c": "d"])]),
    (
      ["Bearer", "Basic realm=x"],
      [Challenge(scheme: "bearer"), Challenge(scheme: "basic", parameters: ["realm": "x"])]
    ),
    (["Bearer A=1, a=2"], [Challenge(scheme: "bearer", parameters: ["a": "1"])]),
    (["Bearer a=\"unended"], [Challenge(scheme: "bearer", parameters: ["a": "unended"])]),
    (["Bearer a=\"x\\"], [Challenge(scheme: "bearer", parameters: ["a": "x\\"])]),
    (["Bearer a="], [Challenge(scheme: "bearer")]), (["Bearer =x"], [Challenge(scheme: "bearer")]),
    (["\"Bearer\""], []), (["{json}"], []),
    (["Bearer realm=\"a,b\""], [Challenge(scheme: "bearer", parameters: ["realm": "a,b"])]),
  ]

  @Test(arguments: table) func isRead(_ values: [String], _ challenges: [Challenge]) {
    var fields = HTTPFields()
    for value in values { fields.add("www-AUTHENTICATE", value) }
    fields.add("Server", "Bearer")
    #expect(Challenge.all(in: fields) == challenges)
  }

  @Test func isBounded() {
    let many: HTTPFields = [
      "WWW-Authenticate": (0..<100).map { "S\($0)" }.joined(separator: ", "), "www-authenticate": "Other",
    ]
    #expect(Challenge.all(in: many).count == Challenge.maximumChallenges)
    let long: HTTPFields = ["WWW-Authenticate": "S " + (0..<100).map { "p\($0)=1" }.joined(separator: ",")]
    #expect(Challenge.all(in: long).map(\.parameters.count) == [Challenge.maximumParameters])
  }

  /// Whatever it is, reading ends.
  @Test func anyTextIsRead() {
    let pieces = ["Bearer", " ", ",", "=", "\"", "\\", "a", "é", "\t", "/", ";"]
    for first in pieces {
      for second in pieces {
        for third in pieces {
          for fourth in pieces {
            _ = Challenge.all(in: ["WWW-Authenticate": first + second + third + fourth])
          }
        }
      }
    }
  }

  static let sentences: [(String, String?)] = [
    ("", nil), ("Basic realm=x", "the agent asks for the scheme \"basic\""),
    ("Bearer, Basic", "the agent asks for the scheme \"bearer\" or \"basic\""),
    ("Bearer error=invalid_token", "the agent says \"invalid_token\""),
    (
      "Bearer error=\"invalid_token\", error_description=\"It\u{1B}[2J expired\"",
      "the agent says \"invalid_token\": \"It\\u{1B}[2J expired\""
    ),
  ]

  @Test(arguments: sentences) func isPutIntoWords(_ field: String, _ sentence: String?) {
    let words = ChallengeWords(redaction: Redaction())
    #expect(words.sentence(Challenge.all(in: ["WWW-Authenticate": field])) == sentence)
  }
}
