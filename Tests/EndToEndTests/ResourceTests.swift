import DemoAgent
import JSON
import TestSupport
import Testing

@Suite("What hosts can read beside the tools") struct ResourceTests {
  private static let mcp = HostVersion.allCases
  private static let a2a = DemoAgent.Version.allCases

  private func talk(
    _ mcp: HostVersion, _ a2a: DemoAgent.Version = .v10, pace: Pace = .immediate,
    _ body: (Host) async throws -> Void
  ) async throws {
    try await DemoAgent(version: a2a, pace: pace).withRunning { url in
      try await Host.serving([url], as: mcp, body)
    }
  }

  // MARK: Cards

  @Test("the cards of the agents are listed and read", arguments: mcp, a2a)
  func cards(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await talk(mcp, a2a) { host in
      let list = try await host.ask("resources/list")
      let card = try #require(list["resources"]?.array?.first)
      #expect(list["resources"]?.array?.count == 1)
      #expect(card["uri"] == "a2a://demo_agent/card")
      #expect(card["mimeType"] == "application/json")
      #expect((card["title"] != nil) == (mcp.rawValue >= "2025-06-18"))
      let contents = try await host.read("a2a://demo_agent/card")
      #expect(contents.count == 1)
      let document = try JSONValue(parsing: Array(try #require(contents.first?["text"]?.string).utf8))
      #expect(document["skills"]?.array?.contains { $0["id"] == "echo" } == true)
      let templates = try await host.ask("resources/templates/list")
      #expect(
        templates["resourceTemplates"]?.array?.compactMap { $0["uriTemplate"]?.string } == [
          "a2a://{agent}/task/{taskId}", "a2a://{agent}/task/{taskId}/artifact/{artifactId}",
        ])
      #expect(!list.text.contains("null") && !templates.text.contains("null"))
    }
  }

  // MARK: Tasks and artifacts

  @Test("a task and what came of it are read, by another process too", arguments: mcp, a2a)
  func tasks(_ mcp: HostVersion, _ a2a: DemoAgent.Version) async throws {
    try await DemoAgent(version: a2a, pace: .immediate).withRunning { url in
      let uri = try await Host.serving([url], as: mcp) { host in
        let answer = try await host.call(host.tool("code_review"), ["message": "let a = try! b()"])
        let uri = "a2a://demo_agent/task/\(try #require(answer["taskId"]))"
        let artifacts = try await host.artifacts(of: uri)
        #expect(artifacts.count == 2)
        return uri
      }
      try await Host.serving([url], as: mcp) { host in
        let artifacts = try await host.artifacts(of: uri)
        let words = try await host.read("\(uri)/artifact/\(try #require(artifacts.first))")
        #expect(words.first?["text"]?.string?.hasPrefix("# Code review") == true)
        let data = try await host.read("\(uri)/artifact/\(try #require(artifacts.last))")
        #expect(data.first?["mimeType"] == "application/json")
        let findings = try JSONValue(parsing: Array(try #require(data.first?["text"]?.string).utf8))
        #expect(findings["count"] == 1)
      }
    }
  }

  @Test("a picture is read as bytes", arguments: mcp)
  func pictures(_ mcp: HostVersion) async throws {
    try await talk(mcp) { host in
      let answer = try await host.call(host.tool("chart"), ["message": "chart 3 1 4"])
      let uri = "a2a://demo_agent/task/\(try #require(answer["taskId"]))"
      let artifact = try #require(try await host.artifacts(of: uri).first)
      let contents = try await host.read("\(uri)/artifact/\(artifact)")
      let picture = try #require(contents.first { $0["blob"] != nil })
      #expect(picture["mimeType"] == "image/png")
      #expect(picture["blob"] == answer.images.first?["data"])
    }
  }

  @Test(
    "what there is not, is not found", arguments: mcp,
    ["a2a://nobody/card", "a2a://demo_agent/task/nobody-knows", "file:///etc/passwd", ""])
  func missing(_ mcp: HostVersion, _ uri: String) async throws {
    try await talk(mcp) { host in
      let error = await #expect(throws: Host.Refusal.self) { try await host.read(uri) }
      #expect(error?.code == (mcp.isModern ? -32602 : -32002), "\(error?.message ?? "")")
    }
  }

  @Test("an agent that is away is not a resource that there is not", arguments: mcp)
  func unavailable(_ mcp: HostVersion) async throws {
    let text = #"{"agents": [{"name": "ghost", "url": "http://127.0.0.1:1"}]}"#
    try await Configuration.with(text) { file in
      try await Host.serving(["--config", file], as: mcp) { host in
        let error = await #expect(throws: Host.Refusal.self) { try await host.read("a2a://ghost/card") }
        #expect(error?.code == -32603)
        #expect(error?.message?.contains("ghost") == true)
      }
    }
  }

  // MARK: Prompts

  @Test("examples of skills are prompts, and complete what is typed", arguments: mcp)
  func prompts(_ mcp: HostVersion) async throws {
    try await talk(mcp) { host in
      let name = "\(host.tool("track_order"))_example"
      let list = try await host.ask("prompts/list")
      let prompts = try #require(list["prompts"]?.array)
      #expect(prompts.contains { $0["name"] == .string(name) })
      #expect(prompts.allSatisfy { $0["arguments"]?.array?.count == 1 })
      let prompt = try await host.ask(
        "prompts/get", ["name": .string(name), "arguments": ["request": "Where is order 99?"]])
      let words = prompt["messages"]?.array?.first?["content"]?["text"]?.string ?? ""
      #expect(words.contains("`\(host.tool("track_order"))`") && words.hasSuffix("Where is order 99?"))
      let completion = try await host.ask(
        "completion/complete",
        [
          "ref": ["type": "ref/prompt", "name": .string(name)],
          "argument": ["name": "request", "value": "track"],
        ])
      #expect(completion["completion"]?["values"] == ["Track order 12345, package B"])
      let error = await #expect(throws: Host.Refusal.self) {
        try await host.ask("prompts/get", ["name": "nobody"])
      }
      #expect(error?.code == -32602)
    }
  }

  @Test("the tasks of this session complete the templates", arguments: [HostVersion.november2025, .july2026])
  func completion(_ mcp: HostVersion) async throws {
    try await talk(mcp) { host in
      let answer = try await host.call(host.tool("chart"), ["message": "chart 3 1 4"])
      let task = try #require(answer["taskId"])
      let reference: JSONValue = ["type": "ref/resource", "uri": "a2a://{agent}/task/{taskId}"]
      let agents = try await host.ask(
        "completion/complete", ["ref": reference, "argument": ["name": "agent", "value": "de"]])
      #expect(agents["completion"]?["values"] == ["demo_agent"])
      let tasks = try await host.ask(
        "completion/complete",
        [
          "ref": reference, "argument": ["name": "taskId", "value": ""],
          "context": ["arguments": ["agent": "demo_agent"]],
        ])
      #expect(tasks["completion"]?["values"] == [.string(task)])
    }
  }

  // MARK: Changes

  @Test("who watches a task hears of what becomes of it", arguments: HostVersion.legacy)
  func subscription(_ mcp: HostVersion) async throws {
    let hold = Hold()
    try await talk(mcp, pace: hold.pace) { host in
      let early = try await host.call(
        host.tool("weather_forecast"), ["message": "The weather in Oslo", "wait_seconds": 0])
      let uri = "a2a://demo_agent/task/\(try #require(early["taskId"]))"
      _ = try await host.ask("resources/subscribe", ["uri": .string(uri)])
      hold.release()
      let notice = try await host.message { $0["method"] == "notifications/resources/updated" }
      #expect(notice["params"]?["uri"] == .string(uri))
      _ = try await host.ask("resources/unsubscribe", ["uri": .string(uri)])
    }
  }

  // MARK: Long texts

  @Test("a long text is read to its end, piece by piece", arguments: a2a, [nil, 1_000] as [Int?])
  func readMore(_ a2a: DemoAgent.Version, _ chunkBytes: Int?) async throws {
    try await talk(.november2025, a2a) { host in
      var data: JSONObject = ["bytes": 70_000]
      data["chunkBytes"] = chunkBytes.map { JSONValue($0) }
      var answer = try await host.call(
        host.tool("big_report"), ["message": "big_report", "data": .object(data)])
      let task = try #require(answer["taskId"])
      var text = ""
      while let offset = answer.nextOffset {
        text += try #require(answer.textBeforeRest)
        answer = try await host.call(
          "a2a_read_more",
          ["agent": "demo_agent", "task_id": .string(task), "offset": JSONValue(offset)])
        #expect(!answer.isError)
        #expect(answer.state == "completed")
      }
      text += answer.body
      #expect(text.utf8.count == 70_000)
      let lines = text.split(separator: "\n")
      #expect(
        lines.enumerated().allSatisfy {
          $1.hasPrefix("Offset ") && $1.contains("\($0 * 64) of a report") || $1.count < 63
        })
    }
  }
}

extension Host {
  /// The contents of a resource.
  fileprivate func read(_ uri: String) async throws -> [JSONValue] {
    try #require(try await ask("resources/read", ["uri": .string(uri)])["contents"]?.array)
  }

  /// The ids of a task's artifacts, as a URI takes them.
  fileprivate func artifacts(of uri: String) async throws -> [String] {
    let text = try #require(try await read(uri).first?["text"]?.string)
    let task = try JSONValue(parsing: Array(text.utf8))
    #expect(task["status"]?["state"] == "TASK_STATE_COMPLETED")
    return (task["artifacts"]?.array ?? []).compactMap { $0["artifactId"]?.string }
  }
}

extension CallAnswer {
  private static let rest = " more characters: call a2a_read_more with "

  /// Where to read on, if there is more.
  fileprivate var nextOffset: Int? {
    guard text.contains(Self.rest) else { return nil }
    return text.split(separator: "offset=").last.flatMap { Int($0.prefix { $0.isNumber }) }
  }

  /// What stands before the word about the rest.
  fileprivate var textBeforeRest: String? {
    guard let end = text.ranges(of: "\n\n[").map(\.lowerBound).dropLast().last else { return nil }
    return String(text[..<end])
  }
}
