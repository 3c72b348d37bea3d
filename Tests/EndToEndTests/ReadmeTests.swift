import DemoAgent
import JSON
import Settings
import Storage
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// What README.md shows is true: every command is run, every configuration is read.
@Suite("README.md") struct ReadmeTests {
  /// The agents that the page names, all of which are the built-in one here.
  private static let addresses = ["https://agent.example.com", "http://127.0.0.1:41241"]

  private let readme: Readme

  init() throws { readme = try Readme() }

  @Test("its commands work") func commands() async throws {
    let commands = readme.blocks("sh").flatMap(\.commands).filter { !$0.arguments.isEmpty }
    #expect(commands.count == 8)
    try await DemoAgent(pace: .immediate).withRunning { url in
      for command in commands where command.arguments != ["demo"] {
        let arguments = command.arguments.map { word in
          Self.addresses.contains(word)
            ? url : word == "weather_forecast" ? "demo_agent_weather_forecast" : word
        }
        let end = try await BridgeProcess.run(arguments)
        #expect(end.ending == .exited(0), "\(command.text): \(end.words)")
        #expect(end.words == "", "\(command.text)")
      }
    }
  }

  @Test("its first command shows the demo") func firstCommand() async throws {
    let first = try #require(readme.blocks("sh").first)
    #expect(first.text.hasSuffix("&& swift run a2a-bridge demo"))
    let end = try await BridgeProcess.run(["demo"])
    #expect(end.ending == .exited(0))
  }

  @Test("its piped lines are answered") func pipes() async throws {
    let pipes = readme.blocks("sh").filter { $0.text.contains("printf") }
    #expect(pipes.count == 2)
    try await DemoAgent(pace: .immediate).withRunning { url in
      for pipe in pipes {
        let lines = pipe.text.split(separator: "\n").filter { $0.hasPrefix("  '{") }
          .compactMap { $0.split(separator: "'").dropFirst().first.map(String.init) }
        let end = try await BridgeProcess.run(
          ["serve", url], input: lines.map { $0 + "\n" }.joined())
        #expect(end.ending == .exited(0))
        let answers = try end.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        let asked = try lines.map { try JSONValue(parsing: Array($0.utf8)) }.compactMap { $0["id"] }
        #expect(Set(answers.compactMap { $0["id"] }) == Set(asked))
        #expect(answers.allSatisfy { $0["result"] != nil })
        #expect(end.output.contains("Hello"))
      }
    }
  }

  @Test("its snippets for hosts start the bridge") func hosts() async throws {
    var count = 0
    try await DemoAgent(pace: .immediate).withRunning { url in
      for block in readme.blocks("json") {
        let json = try block.json
        let servers = (json["mcpServers"] ?? json["servers"])?.object?.members.map(\.value) ?? []
        for server in servers {
          #expect(server["command"]?.string?.hasSuffix("/a2a-bridge") == true)
          let arguments = try #require(server["args"]?.array).compactMap(\.string)
          let end = try await BridgeProcess.run(arguments.map { Self.addresses.contains($0) ? url : $0 })
          #expect(end.ending == .exited(0))
          count += 1
        }
      }
    }
    #expect(count == 2)
  }

  @Test("its configurations are read") func configurations() throws {
    let blocks = try readme.blocks("json").filter { try $0.json["agents"] != nil }
    #expect(blocks.count == 2)
    for block in blocks {
      let bytes = Array(block.text.utf8)
      let files = FileSource { _, _ in FileContents(bytes: bytes, permissions: 0o600, owner: .user) }
      let settings = try BridgeSettings(
        file: ConfigurationFile(path: "/bridge.json", origin: .flag), overrides: Overrides(),
        environment: ["WEATHER_TOKEN": "a-token"], files: files, redaction: Redaction())
      #expect(settings.agents.allSatisfy { $0.isEnabled })
      #expect(settings.findings == [])
    }
  }

  @Test("the tests that it names are there") func guarantees() throws {
    let sources = try Readme.names(under: "Tests")
    let named = readme.text.matches(of: /`(\w+Tests|test_\w+\.py)(?:\.\w+)?`/).map { String($0.1) }
    #expect(named.count > 20)
    for name in Set(named) {
      #expect(sources.contains(name) || sources.contains("\(name).swift"), "there is no \(name)")
    }
  }

  @Test("it names every argument, command, target and exit code") func tables() throws {
    for argument in ToolSchema.Argument.allCases {
      #expect(readme.text.contains("`\(argument.rawValue)`"), "\(argument) is not explained")
    }
    let manifest = try Readme.file("Package.swift")
    let targets = manifest.split(separator: "\n").filter { $0.contains("arget(") || $0.contains("name: \"") }
      .compactMap { line -> String? in
        guard line.contains("name: \""), !line.contains("Tests"), !line.contains(".product(") else {
          return nil
        }
        return line.split(separator: "\"").dropFirst().first.map(String.init)
      }
    for target in targets where !["TestSupport", "JSONBenchmark", "Fuzz", "CFuzzer"].contains(target) {
      #expect(readme.text.contains("`\(target)`"), "\(target) is not in the table")
    }
  }
}

/// The page and its fenced blocks.
private struct Readme {
  let text: String

  init() throws { text = try Self.file("README.md") }

  private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  static func file(_ name: String) throws -> String {
    String(decoding: try FileSource.system.read("\(root)/\(name)", 1 << 20).bytes, as: UTF8.self)
  }

  /// The names of all files under a folder of the repository.
  static func names(under folder: String) throws -> Set<String> {
    var names: Set<String> = []
    var folders = ["\(root)/\(folder)"]
    while let folder = folders.popLast() {
      let entries = PrivateFile.names(in: folder)
      names.formUnion(entries)
      folders += entries.filter { !$0.contains(".") }.map { "\(folder)/\($0)" }
    }
    return names
  }

  struct Block {
    let text: String

    var json: JSONValue { get throws { try JSONValue(parsing: Array(text.utf8)) } }

    /// Its lines as commands, without comments and the pieces of longer ones.
    var commands: [Command] {
      guard !text.contains("printf") else { return [] }
      return text.split(separator: "\n").map { Command(text: String($0)) }
    }
  }

  func blocks(_ language: String) -> [Block] {
    text.split(separator: "```").enumerated().compactMap { index, piece in
      guard index % 2 == 1, piece.hasPrefix("\(language)\n") else { return nil }
      return Block(text: String(piece.dropFirst(language.count + 1).dropLast()))
    }
  }

  struct Command {
    let text: String

    /// The words, as a shell would split them at spaces outside double quotes.
    var words: [String] {
      text.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, piece in
        index % 2 == 1 ? [String(piece)] : piece.split(separator: " ").map(String.init)
      }
    }

    /// What stands after the program's name.
    var arguments: [String] {
      let words = words
      guard let program = words.lastIndex(where: \.isProgram) else { return [] }
      return Array(words[program...].dropFirst())
    }
  }
}

extension String {
  fileprivate var isProgram: Bool { self == "a2a-bridge" || self == "~/.local/bin/a2a-bridge" }
}
