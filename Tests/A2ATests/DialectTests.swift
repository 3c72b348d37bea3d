import A2A
import JSON
import Testing

/// What goes out, to the letter: servers refuse members that their version does not know.
@Suite struct DialectTests {
  static let full = SendRequest(
    Message(
      messageID: "m-1", role: .user,
      parts: [
        Part(.text("hi")), Part(.data(["a": 1])), Part(.raw("QUJD"), filename: "a.bin", mediaType: "x/y"),
        Part(.url("https://a.example/f"), metadata: ["k": true]),
      ], contextID: "c-1", taskID: "t-1", metadata: ["skillId": "s"]),
    acceptedOutputModes: ["text/plain"])

  @Test(arguments: [
    (
      V10Dialect() as any Dialect, full, true,
      #"{"message":{"messageId":"m-1","role":"ROLE_USER","parts":[{"text":"hi"},{"data":{"a":1}},{"raw":"QUJD","filename":"a.bin","mediaType":"x/y"},{"url":"https://a.example/f","metadata":{"k":true}}],"contextId":"c-1","taskId":"t-1","metadata":{"skillId":"s"}},"configuration":{"acceptedOutputModes":["text/plain"],"returnImmediately":true}}"#
    ),
    (
      V10Dialect(), Samples.request, false,
      #"{"message":{"messageId":"m-0","role":"ROLE_USER","parts":[{"text":"hello"}]}}"#
    ),
    (
      V03Dialect(), full, true,
      #"{"message":{"kind":"message","messageId":"m-1","role":"user","parts":[{"kind":"text","text":"hi"},{"kind":"data","data":{"a":1}},{"kind":"file","file":{"bytes":"QUJD","name":"a.bin","mimeType":"x/y"}},{"kind":"file","file":{"uri":"https://a.example/f"},"metadata":{"k":true}}],"contextId":"c-1","taskId":"t-1","metadata":{"skillId":"s"}},"configuration":{"acceptedOutputModes":["text/plain"],"blocking":false}}"#
    ),
    (
      V03Dialect(), Samples.request, false,
      #"{"message":{"kind":"message","messageId":"m-0","role":"user","parts":[{"kind":"text","text":"hello"}]},"configuration":{"acceptedOutputModes":[],"blocking":true}}"#
    ),
  ]) func writesMessages(
    _ dialect: any Dialect, _ request: SendRequest, _ returnImmediately: Bool, _ document: String
  ) {
    let written = dialect.parameters(of: request, returnImmediately: returnImmediately, tenant: nil)
    #expect(JSONValue.object(written).text == document)
  }

  @Test(arguments: [
    (V10Dialect() as any Dialect, "acme" as String?, #"{"tenant":"acme","id":"t-1"}"#),
    (V10Dialect(), nil, #"{"id":"t-1"}"#),
    (V03Dialect(), "acme", #"{"id":"t-1"}"#),
  ]) func writesTaskIDs(_ dialect: any Dialect, _ tenant: String?, _ document: String) {
    #expect(JSONValue.object(dialect.parameters(ofTask: "t-1", tenant: tenant)).text == document)
  }

  @Test func wrapsDataThatV03DoesNotKnow() {
    let request = SendRequest(Message(messageID: "m", role: .user, parts: [Part(.data([1]))]))
    let written = V03Dialect().parameters(of: request, returnImmediately: true, tenant: nil)
    #expect(written["message"]?["parts"] == [["kind": "data", "data": ["value": [1]]]])
  }

  @Test(arguments: Operation.allCases) func namesEveryMethod(_ operation: Operation) {
    let names: [Operation: (String, String)] = [
      .sendMessage: ("SendMessage", "message/send"),
      .sendStreamingMessage: ("SendStreamingMessage", "message/stream"),
      .getTask: ("GetTask", "tasks/get"), .cancelTask: ("CancelTask", "tasks/cancel"),
      .subscribeToTask: ("SubscribeToTask", "tasks/resubscribe"),
    ]
    #expect(V10Dialect().method(of: operation) == names[operation]?.0)
    #expect(V03Dialect().method(of: operation) == names[operation]?.1)
  }
}
