import DemoAgent
import JSON
import TestSupport
import Testing

@Suite("What agents ask, asked of the host's user") struct QuestionTests {
  /// The versions in which a host can be asked.
  private static let mcp: [HostVersion] = [.june2025, .november2025, .july2026]
  private static let withPages: [HostVersion] = [.november2025, .july2026]
  private static let a2a = DemoAgent.Version.allCases
  private static let capabilities: JSONObject = ["elicitation": ["form": [:], "url": [:]]]

  private func talk(
    _ mcp: HostVersion, _ a2a: DemoAgent.Version = .v10, capabilities: JSONObject = Self.capabilities,
    _ body: (Host) async throws -> Void
  ) async throws {
    try await DemoAgent(version: a2a, pace: .immediate).withRunning { url in
      try await Host.serving([url], as: mcp, capabilities: capabilities, body)
    }
  }

  private static func accepting(_ content: JSONObject) -> JSONObject {
    ["action": "accept", "content": .object(content)]
  }

  private static func message(_ params: JSONValue) throws -> String {
    try #require(params["message"]?.string)
  }

  // MARK: In both eras

  @Test("a question in words", arguments: mcp, a2a)
  func words(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      var questions: [JSONValue] = []
      let answer = try await host.call(host.tool("track_order"), ["message": "Where is order 4711?"]) {
        questions.append($0)
        return Self.accepting(["reply": "Package B"])
      }
      #expect(!answer.isError)
      #expect(answer.state == "completed")
      #expect(answer.body.contains("Package B of order 4711 is in"))
      #expect(questions.count == 1)
      let question = try #require(questions.first)
      #expect(
        try Self.message(question).hasPrefix(
          "The agent \"demo_agent\" asks:\n\nOrder 4711 was split into 2 packages."))
      #expect(question["requestedSchema"]?["properties"]?["reply"]?["type"] == "string")
      #expect(question["mode"] == (mcp == .june2025 ? nil : "form"))
    }
  }

  @Test("questions for data, round after round", arguments: mcp, a2a)
  func rounds(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      var fields: [[String]] = []
      let answer = try await host.call(host.tool("book_table"), ["message": "Book a table"]) { question in
        let names = question["requestedSchema"]?["properties"]?.object?.names ?? []
        fields.append(names)
        return switch names {
        case ["guests", "time"]: Self.accepting(["guests": 9, "time": "19:30"])
        case ["reply"]: Self.accepting(["reply": "Ada Lovelace"])
        case ["confirm"]: Self.accepting(["confirm": true])
        default: ["action": "cancel"]
        }
      }
      #expect(fields == [["guests", "time"], ["reply"], ["confirm"]])
      #expect(answer.body.contains("A table for 9 at 19:30 is booked for Ada Lovelace."), "\(answer.text)")
      #expect(answer.state == "completed")
    }
  }

  @Test("a page to sign in at", arguments: withPages, a2a)
  func page(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      let (tool, arguments) = (host.tool("sign_in"), ["message": "go", "wait_seconds": 20] as JSONObject)
      let call = try await host.start(tool, arguments)
      if mcp.isModern {
        let asked = try await host.answer(to: call)
        let question = try #require(asked["inputRequests"]?.object?.members.first?.value)
        try await visit(try #require(question["params"]))
        let answer = try await host.retry(tool, arguments, asked) { _ in ["action": "accept"] }
        #expect(answer.body.contains("You are signed in."))
      } else {
        let question = try await host.message { $0["method"] == "elicitation/create" }
        #expect(question["params"]?["elicitationId"] != nil)
        try await visit(try #require(question["params"]))
        try await host.say([
          "jsonrpc": "2.0", "id": question["id"] ?? .null, "result": ["action": "accept"],
        ])
        let answer = CallAnswer(try await host.answer(to: call))
        #expect(answer.body.contains("You are signed in."))
      }
    }
  }

  /// Opens the page that a question names, as a browser would: anything that gets it will do.
  private func visit(_ question: JSONValue) async throws {
    #expect(question["mode"] == "url")
    _ = try await BridgeProcess.run(["card", try #require(question["url"]?.string)])
  }

  @Test("a page is no form", arguments: mcp)
  func formsOnly(_ mcp: HostVersion) async throws {
    try await talk(mcp, capabilities: ["elicitation": [:]]) { host in
      let answer = try await host.call(host.tool("sign_in"), ["message": "go"]) { _ in
        Issue.record("a host was asked what it can't ask")
        return ["action": "cancel"]
      }
      #expect(answer.state == "auth-required")
      #expect(answer.body.contains("Please sign in at http://"))
      #expect(answer.body.contains("a2a_task_wait"))
    }
  }

  @Test(
    "a question that stays unanswered, and can be answered all the same", arguments: mcp,
    ["decline", "cancel"])
  func refusal(_ mcp: HostVersion, _ action: String) async throws {
    try await talk(mcp) { host in
      let tool = host.tool("track_order")
      let answer = try await host.call(tool, ["message": "Where is order 4711?"]) { _ in
        ["action": .string(action)]
      }
      let task = try #require(answer["taskId"])
      #expect(!answer.isError)
      #expect(answer.state == "input-required")
      #expect(answer.body.contains("Which package: A or B?"))
      #expect(answer.body.contains(action == "decline" ? "declined" : "without an answer"))
      #expect(answer.body.contains("Call \(tool) again with task_id=\"\(task)\""))
      let second = try await host.call(tool, ["message": "Package A", "task_id": .string(task)])
      #expect(second.body.contains("Package A of order 4711 is in"))
    }
  }

  @Test("many calls at once, and no answer goes astray", arguments: mcp)
  func manyAtOnce(_ mcp: HostVersion) async throws {
    let count = 64
    try await talk(mcp) { host in
      let tool = host.tool("track_order")
      let reply: (JSONValue) throws -> JSONObject = { question in
        let words = try Self.message(question).split(whereSeparator: \.isWhitespace)
        let number = try #require(words.compactMap { Int($0) }.first)
        return Self.accepting(["reply": number.isMultiple(of: 2) ? "A" : "B"])
      }
      host.user = reply
      func arguments(_ number: Int) -> JSONObject { ["message": .string("Where is order \(number)?")] }
      var calls: [Int] = []
      for number in 1_000..<1_000 + count { calls.append(try await host.start(tool, arguments(number))) }
      for (index, call) in calls.enumerated() {
        let number = 1_000 + index
        var answer = CallAnswer(try await host.answer(to: call))
        if mcp.isModern { answer = try await host.retry(tool, arguments(number), answer.json, reply) }
        let package = number.isMultiple(of: 2) ? "A" : "B"
        #expect(answer.body.contains("Package \(package) of order \(number) is in"))
      }
    }
  }

  // MARK: By a result that asks

  private static let arguments: JSONObject = ["message": "Where is order 4711?"]

  @Test("an answer that is missing, or does not fit, is asked for again")
  func missing() async throws {
    try await talk(.july2026) { host in
      let tool = host.tool("track_order")
      let asked = try await host.call(tool, Self.arguments).json
      #expect(asked["resultType"] == "input_required")
      let state = try #require(asked["requestState"])
      let key = try #require(asked["inputRequests"]?.object?.names.first)
      let again = try await host.retry(tool, Self.arguments, state: state, [:]).json
      #expect(again["resultType"] == "input_required")
      #expect(again["inputRequests"] == asked["inputRequests"])
      let misfit = try await host.retry(
        tool, Self.arguments, state: state, [key: .object(Self.accepting(["reply": 7]))]
      ).json
      #expect(misfit["resultType"] == "input_required")
      let answer = try await host.retry(tool, Self.arguments, misfit) { _ in Self.accepting(["reply": "B"]) }
      #expect(answer.body.contains("Package B of order 4711"))
    }
  }

  @Test("another process goes on where one has asked", arguments: [true, false])
  func otherProcess(_ isRestarted: Bool) async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      try await TemporaryFolder.with { home in
        func answered(_ asked: JSONValue) async throws {
          try await Host.serving([url], as: .july2026, home: home, capabilities: Self.capabilities) { host in
            let answer = try await host.retry(host.tool("track_order"), Self.arguments, asked) { _ in
              Self.accepting(["reply": "B"])
            }
            #expect(answer.body.contains("Package B of order 4711"))
          }
        }
        let asked = try await Host.serving([url], as: .july2026, home: home, capabilities: Self.capabilities)
        {
          host in
          let asked = try await host.call(host.tool("track_order"), Self.arguments).json
          if !isRestarted {
            try await answered(asked)
            // Here nobody has seen the answer, and yet it counts.
            await #expect(throws: Self.invalid) {
              try await host.retry(host.tool("track_order"), Self.arguments, asked) { _ in
                Self.accepting(["reply": "A"])
              }
            }
          }
          return asked
        }
        if isRestarted { try await answered(asked) }
      }
    }
  }

  private static let invalid = Host.Refusal(code: -32602, message: "Invalid or expired requestState")

  @Test("a state is of use once, for its own call, and as it was") func states() async throws {
    try await talk(.july2026) { host in
      let tool = host.tool("track_order")
      let asked = try await host.call(tool, Self.arguments).json
      let state = try #require(asked["requestState"]?.string)
      let key = try #require(asked["inputRequests"]?.object?.names.first)
      let responses: JSONObject = [key: .object(Self.accepting(["reply": "B"]))]
      let misuses: [(String, JSONObject, String)] = [
        (host.tool("book_table"), Self.arguments, state), ("a2a_task_cancel", Self.arguments, state),
        (tool, ["message": "Where is order 4712?"], state), (tool, Self.arguments, String(state.dropLast(2))),
        (tool, Self.arguments, state.replacing("v1.", with: "v2.")), (tool, Self.arguments, ""),
        (tool, Self.arguments, "v1.AAAA"),
      ]
      for (tool, arguments, state) in misuses {
        await #expect(throws: Self.invalid, "\(tool) \(state)") {
          try await host.retry(tool, arguments, state: .string(state), responses)
        }
      }
      let answer = try await host.retry(tool, Self.arguments, state: .string(state), responses)
      #expect(answer.body.contains("Package B of order 4711"))
      await #expect(throws: Self.invalid) {
        try await host.retry(tool, Self.arguments, state: .string(state), responses)
      }
    }
  }
}
