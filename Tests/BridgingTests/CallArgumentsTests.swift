import A2A
import JSON
import Testing

@testable import Bridging

@Suite struct CallArgumentsTests {
  @Test func readsAllOfThem() throws {
    let arguments = try CallArguments([
      "message": "hi", "data": ["a": 1], "files": ["https://a.example/x/report.pdf?y=1"], "context_id": "c",
      "task_id": "t", "wait_seconds": 2,
    ])
    #expect(
      arguments.parts == [
        Part(.text("hi")), Part(.data(["a": 1])),
        Part(.url("https://a.example/x/report.pdf?y=1"), filename: "report.pdf"),
      ])
    #expect(arguments.contextID == "c")
    #expect(arguments.taskID == "t")
    #expect(arguments.wait == .seconds(2))
  }

  @Test func takesNullAndEmptyForAbsent() throws {
    let arguments = try CallArguments([
      "message": "hi", "data": nil, "files": nil, "context_id": "", "task_id": nil, "wait_seconds": nil,
    ])
    #expect(arguments.parts == [Part(.text("hi"))])
    #expect(arguments.contextID == nil && arguments.taskID == nil && arguments.wait == nil)
  }

  @Test(
    arguments: [
      ([:], "\"message\" is missing: say what the agent shall do"),
      (["message": ""], "\"message\" is missing: say what the agent shall do"),
      (["message": 7], "\"message\" must be a string, not a number"),
      (["message": "m", "data": "x"], "\"data\" must be an object, not a string"),
      (["message": "m", "files": "x"], "\"files\" must be an array of strings, not a string"),
      (["message": "m", "files": [1]], "\"files\" must be an array of strings, not a number"),
      (
        ["message": "m", "files": ["/etc/passwd"]],
        "\"files\" takes http and https URLs that the agent can fetch, not \"/etc/passwd\""
      ),
      (["message": "m", "task_id": 1], "\"task_id\" must be a string, not a number"),
      (
        ["message": "m", "city": "Oslo"],
        "there is no argument \"city\" (there are: message, data, files, context_id, task_id, wait_seconds); "
          + "put what the agent needs into \"message\""
      ),
      (
        ["message": "m", "wait_seconds": "5"],
        "\"wait_seconds\" must be a number of seconds from 0 on, not a string"
      ),
      (
        ["message": "m", "wait_seconds": -1],
        "\"wait_seconds\" must be a number of seconds from 0 on, not a number"
      ),
      (
        ["message": "m", "files": .array(Array(repeating: "https://a.example", count: 21))],
        "\"files\" names 21 files; at most 20 are taken"
      ),
    ] as [(JSONObject, String)]) func saysWhatIsWrong(_ arguments: JSONObject, _ advice: String)
  {
    #expect(throws: InvalidArguments(advice)) { try CallArguments(arguments) }
  }

  @Test(
    arguments: [
      (["task_id": "t"], "\"agent\" is missing: name the agent, as the result with the task did"),
      (
        ["agent": "a", "task_id": "t", "message": "m"],
        "there is no argument \"message\" (there are: agent, task_id, wait_seconds); leave it out"
      ),
      (["agent": "a"], "\"task_id\" is missing: name the task, as the result did"),
    ] as [(JSONObject, String)]) func needsAHandle(_ arguments: JSONObject, _ advice: String)
  {
    #expect(throws: InvalidArguments(advice)) { try TaskArguments(arguments) }
  }
}
