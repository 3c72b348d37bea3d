import DemoAgent
import JSON
import Settings
import TestSupport
import Testing

/// Files that go to agents, and those that come back.
@Suite("Files") struct FilesTests {
  /// Runs `body` with a host whose agent `d` is the built-in one, with these settings of its own.
  private static func serving(
    _ members: String, files: [String: String] = [:], _ body: (Host, _ folder: String) async throws -> Void
  ) async throws {
    try await DemoAgent(pace: .immediate).withRunning { url in
      try await Configuration.with(
        #"{"agents": [{"name": "d", "url": "\#(url)", \#(members)}]}"#, files: files
      ) {
        file in
        let folder = String(file.dropLast("/bridge.json".count))
        try await Host.serving(["--config", file]) { host in try await body(host, folder) }
      }
    }
  }

  @Test("of the user's reach the agent, and no others") func given() async throws {
    let files = ["code/a.swift": "let x = try! y()\n", "secret.txt": "s3cret"]
    try await Self.serving(#""filesRoot": "code""#, files: files) { host, folder in
      let tools = try #require(try await host.ask("tools/list")["tools"]?.array)
      let echo = tools.first { $0["name"] == "d_echo" }
      let words = echo?["inputSchema"]?["properties"]?["files"]?["description"]?.string
      #expect(words?.contains("\(folder)/code") == true)
      for path in ["a.swift", "\(folder)/code/a.swift"] {
        let result = try await host.call("d_code_review", ["message": "Review", "files": [.string(path)]])
        #expect(!result.isError)
        #expect(result.text.contains("`a.swift:1` **major** force-unwrap"))
      }
      for path in ["../secret.txt", "\(folder)/secret.txt", "/etc/passwd"] {
        let result = try await host.call("d_echo", ["message": "x", "files": [.string(path)]])
        #expect(result.isError && result.text.contains("it is not in"))
        #expect(!result.text.contains("s3cret"))
      }
    }
  }

  @Test("of results are saved where the user wants them") func saved() async throws {
    try await Self.serving(#""filesRoot": ".", "results": {"filesDir": "saved"}"#, files: ["in.bin": "ABC"]) {
      host, folder in
      for _ in 1...2 {
        let result = try await host.call("d_echo", ["message": "x", "files": ["in.bin"]])
        #expect(result.text.contains("saved as \(folder)/saved/in.bin]"))
      }
      #expect(try TemporaryFolder.files(in: "\(folder)/saved") == ["\(folder)/saved/in.bin"])
      #expect(try TemporaryFolder.permissions(of: "\(folder)/saved/in.bin") == 0o600)
      #expect(try FileSource.system.read("\(folder)/saved/in.bin", 9).bytes == Array("ABC".utf8))
    }
  }

  @Test("of tasks are linked when the user says so") func linked() async throws {
    let part: JSONValue = ["raw": "QUJD", "filename": "a.bin", "mediaType": "application/zip"]
    let answer: JSONValue = [
      "task": [
        "id": "t-1", "contextId": "c-1", "status": ["state": "TASK_STATE_COMPLETED"],
        "artifacts": [["artifactId": "a-1", "parts": [part]]],
      ]
    ]
    try await ScriptedAgent.serving(
      streaming: false, { connection, _ in try connection.send(ScriptedAgent.result(answer)) },
      whileRunning: { server in
        let text = #"{"agents": [{"name": "d", "url": "\#(server.url)", "results": {"links": true}}]}"#
        try await Configuration.with(text) { file in
          try await Host.serving(["--config", file]) { host in
            let result = try await host.call("d_work", ["message": "x"])
            let uri = "a2a://d/task/t-1/artifact/a-1"
            #expect(
              result.json["content"]?.array?.last
                == [
                  "type": "resource_link", "uri": .string(uri), "name": "a.bin",
                  "mimeType": "application/zip",
                ])
            #expect(result.text.contains("resource \(uri)]"))
          }
        }
      })
  }

  @Test("data that is promised comes as data, or the result is an error") func structured() async throws {
    let schema = #"{"type": "object", "required": ["days"], "properties": {"days": {"type": "array"}}}"#
    let schemas = #"{"weather_forecast": \#(schema), "track_order": \#(schema), "echo": \#(schema)}"#
    try await Self.serving(#""tools": {"outputSchemas": \#(schemas)}"#) { host, _ in
      let tools = try #require(try await host.ask("tools/list")["tools"]?.array)
      #expect(tools.first { $0["name"] == "d_weather_forecast" }?["outputSchema"]?["type"] == "object")
      let forecast = try await host.call("d_weather_forecast", ["message": "2 days in Oslo"])
      #expect(!forecast.isError)
      #expect(forecast.json["structuredContent"]?["days"]?.array?.count == 2)
      let asked = try await host.call("d_track_order", ["message": "Where is my order?"])
      #expect(asked.isError && asked.json["structuredContent"] == nil)
      #expect(asked.text.contains("the agent asks something first"))
      let echo = try await host.call("d_echo", ["message": "hello"])
      #expect(echo.isError && echo.text.contains("holds no JSON object"))
    }
  }
}
