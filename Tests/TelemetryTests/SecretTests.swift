import Telemetry
import Testing

private let canary = "sk-canary-7f3a"

private struct Holder {
  let name = "weather"
  let token = Secret(canary)
  let optional: Secret? = Secret(canary)
  let list = [Secret(canary)]
  let map = ["key": Secret(canary)]
}

private enum Credentials {
  case bearer(Secret)
}

private struct Failure: Error {
  let cause: Secret
}

private func dumped(_ value: Any) -> String {
  var text = ""
  dump(value, to: &text)
  return text
}

struct SecretTests {
  static let printings: [(String, @Sendable () -> String)] = [
    ("description", { Secret(canary).description }),
    ("debugDescription", { Secret(canary).debugDescription }),
    ("interpolation", { "\(Secret(canary))" }),
    ("interpolation of an optional", { "\(String(describing: Optional(Secret(canary))))" }),
    ("String(describing:)", { String(describing: Secret(canary)) }),
    ("String(reflecting:)", { String(reflecting: Secret(canary)) }),
    ("dump", { dumped(Secret(canary)) }),
    ("mirror", { Mirror(reflecting: Secret(canary)).children.map { "\($0)" }.joined() + Secret.mark }),
    ("describing a holder", { String(describing: Holder()) }),
    ("reflecting a holder", { String(reflecting: Holder()) }),
    ("dump of a holder", { dumped(Holder()) }),
    ("an enum's payload", { "\(Credentials.bearer(Secret(canary)))" }),
    ("dump of an enum", { dumped(Credentials.bearer(Secret(canary))) }),
    ("an error", { "\(Failure(cause: Secret(canary)))" }),
    ("an array", { "\([Secret(canary)])" }),
    ("a key of a dictionary", { "\([Secret(canary): 1])" }),
    (
      "print",
      {
        var text = ""; print(Secret(canary), Holder(), to: &text); return text
      }
    ),
    (
      "debugPrint",
      {
        var text = ""; debugPrint(Secret(canary), Holder(), to: &text); return text
      }
    ),
  ]

  @Test(arguments: printings)
  func isNeverPrinted(_ name: String, _ printing: @Sendable () -> String) {
    let text = printing()
    #expect(text.contains("(secret)"))
    #expect(!text.contains("canary"))
  }

  @Test func isRevealedOnlyOnRequest() {
    #expect(Secret(canary).withRevealed { $0 } == canary)
  }

  @Test func isNotEncodable() {
    #expect(!(Secret(canary) as Any is any Encodable))
    #expect(!(Secret(canary) as Any is any LosslessStringConvertible))
  }

  @Test func comparesByValue() {
    #expect(Secret("one") == Secret("one"))
    #expect(Secret("one") != Secret("two"))
    #expect(Secret("").isEmpty)
    #expect(!Secret("x").isEmpty)
  }
}
