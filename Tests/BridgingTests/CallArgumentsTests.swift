import A2A
import JSON
import Storage
import TestSupport
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
        "\"files\" takes http and https URLs that the agent can fetch, not \"/etc/passwd\"; files of this machine only when "
          + "the user names their folder as \"filesRoot\" in bridge.json"
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

  @Test func readsFilesOfTheUser() async throws {
    try await TemporaryFolder.with { folder in
      try PrivateFile.replace("\(folder)/sub/a.md", with: Array("# A".utf8))
      try PrivateFile.replace("\(folder)/x", with: [0xFF])
      let arguments = try CallArguments(
        ["message": "m", "files": ["sub/a.md", "https://a.example/b", .string("\(folder)/x")]],
        root: FileRoot(folder))
      #expect(
        arguments.parts.dropFirst() == [
          Part(.raw("IyBB"), filename: "a.md", mediaType: "text/markdown"),
          Part(.url("https://a.example/b"), filename: "b"),
          Part(.raw("/w=="), filename: "x", mediaType: "application/octet-stream"),
        ])
    }
  }

  @Test(arguments: [
    ("../x", "\"files\" names \"../x\", but it is not in ROOT, the only folder that files may come from"),
    ("none", "\"files\" names \"none\", but there is no such file in ROOT"),
    (
      "file:///etc/passwd",
      "\"files\" takes http and https URLs and paths of files in ROOT, not \"file:///etc/passwd\""
    ),
    ("ftp://a/b", "\"files\" takes http and https URLs and paths of files in ROOT, not \"ftp://a/b\""),
  ]) func saysWhyAFileIsNotRead(_ path: String, _ advice: String) async throws {
    try await TemporaryFolder.with { folder in
      let advice = advice.replacing("ROOT", with: "\"\(folder)\"")
      #expect(throws: InvalidArguments(advice)) {
        try CallArguments(["message": "m", "files": [.string(path)]], root: FileRoot(folder))
      }
    }
  }

  /// The bytes of three files of one call beyond what all may have.
  @Test(arguments: [(0, true), (1, false)]) func theFilesOfACallHaveALimit(_ excess: Int, _ areRead: Bool)
    async throws
  {
    try await TemporaryFolder.with { folder in
      let half = FileRoot.maxCallBytes / 2
      for (name, size) in [("a", half), ("b", half - 1), ("c", 1 + excess)] {
        try PrivateFile.replace("\(folder)/\(name)", with: [UInt8](repeating: 1, count: size))
      }
      let arguments: JSONObject = ["message": "m", "files": ["a", "b", "c"]]
      if areRead {
        #expect(try CallArguments(arguments, root: FileRoot(folder)).parts.count == 4)
      } else {
        #expect(
          throws: InvalidArguments(
            "\"files\" names \"c\", but it has more than 1 bytes, which is what may still be sent")
        ) { try CallArguments(arguments, root: FileRoot(folder)) }
      }
    }
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
