import JSON
import Telemetry

/// Reads one `bridge.json`, collecting everything that is wrong with it instead of stopping at the first.
///
/// Reading functions return nil in two cases: the setting is absent, or a problem has been noted. The difference does
/// not matter to them, because a file with a problem yields no settings.
struct SettingsReader {
  let file: ConfigurationFile
  let environment: [String: String]
  let files: FileSource
  let redaction: Redaction
  let contents: FileContents
  private var problems: [(path: JSONPath, sentence: String)] = []
  private var omittedProblems = 0
  private var findings: [(severity: SettingsFinding.Severity, text: String, path: JSONPath)] = []

  /// How deep the document may be nested; the deepest setting is at six, without the schemas that it may hold.
  static let maximumDepth = 32

  init(
    _ file: ConfigurationFile, environment: [String: String], files: FileSource, redaction: Redaction
  ) throws(SettingsError) {
    self.file = file
    self.environment = environment
    self.files = files
    self.redaction = redaction
    do throws(FileFailure) {
      contents = try files.read(file.path, ConfigurationFile.maximumBytes)
    } catch {
      let advice =
        error == .notFound && file.origin == .standard
        ? "; write it, name one with --config, or name agents: a2a-bridge serve URL" : ""
      throw SettingsError([
        "cannot read the configuration \(EscapedText.quoting(file.path, limit: 4_096)): \(error)\(advice)"
      ])
    }
  }

  /// The settings of the file, before anything is said over them.
  mutating func settings() throws(SettingsError) -> BridgeSettings {
    let document = try parsed()
    var settings = BridgeSettings(agents: [])
    if let root = section(SettingsField(value: document, path: .root), as: RootKey.self) {
      settings.agents = agents(in: root)
      settings.logging = logging(in: root[.logging])
      settings.stateDirectory = stateDirectory(in: root[.state])
      settings.limits = limits(in: root[.limits])
      settings.tools = ownTools(in: root[.tools])
      settings.push = push(in: root[.push])
      settings.audit = audit(in: root[.audit])
    }
    warnOfForeignHands(settings.agents)
    guard problems.isEmpty else { throw SettingsError(problemLines(), omitted: omittedProblems) }
    settings.findings = locatedFindings()
    return settings
  }

  /// Whoever can change this file sends the agents' credentials where they like.
  private mutating func warnOfForeignHands(_ agents: [AgentSettings]) {
    guard let hands = contents.foreignHands,
      agents.contains(where: { $0.hasCredentials || !$0.cardTrust.keys.isEmpty })
    else { return }
    find(.warning, "this file says where credentials go and whose word counts, and it \(hands)", at: .root)
  }

  private func parsed() throws(SettingsError) -> JSONValue {
    do throws(JSONSyntaxError) {
      let limits = JSONLimits(depth: Self.maximumDepth)
      return try JSONValue(parsing: contents.bytes, limits: limits, dialect: .configuration)
    } catch {
      let place = JSONLocation.of(offset: error.offset, in: contents.bytes)
      throw SettingsError([line(location(place), "\(error.reason)")])
    }
  }
}

// MARK: - What is wrong

extension SettingsReader {
  /// Notes that the setting at `path` cannot be used.
  mutating func report(_ sentence: String, at path: JSONPath) {
    guard problems.count < SettingsError.maximumProblems else {
      omittedProblems += 1
      return
    }
    problems.append((path, sentence))
  }

  /// Notes something that does not keep the file from being used.
  mutating func find(_ severity: SettingsFinding.Severity, _ text: String, at path: JSONPath) {
    findings.append((severity, text, path))
  }

  private func problemLines() -> [String] {
    problems
      .map { (place: JSONLocation.nearest(to: $0.path, in: contents.bytes), sentence: $0.sentence) }
      .sorted { ($0.place?.line ?? 0, $0.place?.column ?? 0) < ($1.place?.line ?? 0, $1.place?.column ?? 0) }
      .map { line($0.place.map(location), $0.sentence) }
  }

  private func locatedFindings() -> [SettingsFinding] {
    findings.map { finding in
      let place = JSONLocation.nearest(to: finding.path, in: contents.bytes)
      return SettingsFinding(finding.severity, clean(finding.text), at: place.map(location))
    }
  }

  private func location(_ place: JSONLocation) -> SettingsLocation {
    SettingsLocation(file: file.path, line: place.line, column: place.column)
  }

  private func line(_ location: SettingsLocation?, _ sentence: String) -> String {
    "\(location?.description ?? file.path): \(clean(sentence))"
  }

  /// A sentence that a terminal can be shown. Nothing in it should be secret; if anything is, it goes here.
  func clean(_ sentence: String) -> String {
    var output: [UInt8] = []
    EscapedText.append(redaction.redacting(sentence), style: .plain, limit: 2_000, to: &output)
    return String(decoding: output, as: UTF8.self)
  }
}
