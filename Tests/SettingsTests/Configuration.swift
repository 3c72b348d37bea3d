import JSON
import Settings
import Telemetry
import Testing

/// A configuration in memory: the file's text, and the machine it is read on.
struct Configuration {
  var text: String
  var path = "bridge.json"
  var permissions: UInt32 = 0o600
  var environment: [String: String] = [:]
  /// Other files by path: text and mode.
  var files: [String: (text: String, permissions: UInt32)] = [:]
  /// Whose a file is, by path; the user's if nothing is said.
  var owners: [String: FileContents.Owner] = [:]
  var redaction = Redaction()

  init(_ text: String, environment: [String: String] = [:]) {
    self.text = text
    self.environment = environment
  }

  /// One agent, with these members besides its URL.
  init(agent members: String, environment: [String: String] = [:]) {
    self.init(#"{"agents": [{"url": "https://a.example", \#(members)}]}"#, environment: environment)
  }

  func settings(overrides: Overrides = Overrides()) throws(SettingsError) -> BridgeSettings {
    var files = files
    files[path] = (text, permissions)
    let (table, owners) = (files, owners)
    let source = FileSource { (path, maximumBytes) throws(FileFailure) in
      guard let file = table[path] else { throw FileFailure.notFound }
      let bytes = Array(file.text.utf8)
      guard bytes.count <= maximumBytes else { throw FileFailure.tooLarge(maximumBytes: maximumBytes) }
      return FileContents(bytes: bytes, permissions: file.permissions, owner: owners[path] ?? .user)
    }
    return try BridgeSettings(
      file: ConfigurationFile(path: path, origin: .flag), overrides: overrides, environment: environment,
      files: source, redaction: redaction)
  }

  /// The first agent.
  func agent() throws -> AgentSettings {
    try #require(try settings().agents.first)
  }

  /// The lines of the error that reading must end in.
  func problems() -> [String] {
    do throws(SettingsError) {
      _ = try settings()
      return []
    } catch {
      return error.lines
    }
  }
}

extension AgentSettings {
  var reason: String? { if case .disabled(let reason) = status { reason } else { nil } }
}

extension Secret {
  var revealed: String { withRevealed { $0 } }
}
