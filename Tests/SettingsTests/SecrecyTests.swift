import Logging
import Settings
import Synchronization
import Telemetry
import Testing

private final class Lines: LogSink {
  private let text = Mutex("")

  var all: String { text.withLock { $0 } }

  func write(_ line: [UInt8]) -> Bool {
    text.withLock { $0 += String(decoding: line, as: UTF8.self) }
    return true
  }
}

/// T10: a canary in every place of the file that can hold a credential, and every way of printing what was read.
struct SecrecyTests {
  static let canary = "sk-canary-7f3a"

  static let text = """
    {"defaults": {"headers": {"X-Default-Token": "\(canary)-0"}},
     "agents": [
       {"url": "https://a.example", "auth": {"type": "bearer", "token": "\(canary)-1"}},
       {"url": "https://b.example", "auth": {"type": "apiKey", "header": "X-Key", "key": "${KEY}"},
        "headers": {"Cookie": "\(canary)-3", "X-Plain": {"env": "KEY"}, "X-Other": "\(canary)-4"}},
       {"url": "https://c.example", "auth": {"type": "bearer", "token": {"file": "/token"}}, "wait": "${MISSING}"},
       {"url": "https://d.example", "auth": {"type": "bearer", "token": "${NONE:-\(canary)-5}"}}
     ]}
    """

  static func configuration() -> Configuration {
    var configuration = Configuration(text, environment: ["KEY": "\(canary)-2"])
    configuration.permissions = 0o644
    configuration.files["/token"] = ("\(canary)-6\n", 0o644)
    return configuration
  }

  @Test func settingsNeverPrintASecret() throws {
    let settings = try Self.configuration().settings()
    var text = "\(settings) \(String(reflecting: settings)) \(settings.agents) \(settings.findings)"
    dump(settings, to: &text)
    debugPrint(settings, to: &text)
    for agent in settings.agents { text += "\(agent.status) \(agent.credential) \(agent.headers)" }
    #expect(text.contains("(secret)"))
    #expect(!text.contains("canary"))
    #expect(settings.findings.count == 6)
  }

  @Test func aLogAtTraceLevelNeverShowsASecret() throws {
    let configuration = Self.configuration()
    let settings = try configuration.settings()
    let lines = Lines()
    let output = LogOutput(
      to: lines, isTerminal: false, options: LogOptions(level: .trace), redaction: configuration.redaction)
    let logger = output.logger(label: "bridge")
    for agent in settings.agents {
      logger.trace("\(agent)", metadata: ["settings": "\(agent)", "agent": "\(agent.label)"])
      // Even somebody who reveals it on the way to the log.
      if case .bearer(.value(let token)) = agent.credential {
        token.withRevealed { value in
          logger.trace("\(value)", metadata: ["leak": "Bearer \(value)", "\(value)": "key"])
        }
      }
    }
    #expect(lines.all.split(separator: "\n").count == 7)
    #expect(!lines.all.replacing("sk-canary-7f3a-4", with: "").contains("canary"))
  }

  /// The same values in every wrong place: type errors, syntax errors, unknown keys beside them, bad references.
  @Test(arguments: [
    #""auth": {"type": "bearer", "token": ["sk-canary"]}"#,
    #""auth": {"type": "bearer", "token": {"value": "sk-canary"}}"#,
    #""auth": {"type": "bearer", "token": "sk-canary${"}"#,
    #""auth": {"type": "bearer", "token": "sk-canary${a b}"}"#,
    #""auth": {"type": "bearer", "token": {"env": "sk-canary"}}"#,
    #""auth": {"type": "bearer", "tokn": "sk-canary"}"#,
    #""auth": {"token": "sk-canary"}"#, #""auth": {"type": "none", "token": "sk-canary"}"#,
    #""auth": ["sk-canary"]"#,
    #""auth": {"type": "bearer", "token": "sk-canary" "x"}"#,
    #""auth": {"type": "bearer", "token": "sk-canary"#,
    #""headers": {"X-Key": ["sk-canary"]}"#, #""headers": ["sk-canary"]"#,
    #""headers": {"Host": "sk-canary"}"#,
    #""headers": {"A": "sk-canary", "a": "sk-canary"}"#, #""token": "sk-canary""#, #""apiKey": "sk-canary""#,
    #""auth": {"type": "bearer", "token": "sk-canary"}, "headers": {"Authorization": "sk-canary"}"#,
    #""auth": {"type": "bearer", "token": "sk-canary"}, "wait": "sk-canary""#,
    #""allowedOrigins": ["https://x:sk-canary@b.example"]"#,
    #""allowedOrigins": ["https://b.example/?k=sk-canary"]"#,
    #""allowedOrigins": ["b.example?k=sk-canary"]"#,
  ])
  func anErrorNeverShowsASecret(_ members: String) throws {
    let lines = Configuration(agent: members).problems()
    #expect(!lines.isEmpty)
    #expect(!lines.joined().contains("canary"))
  }
}
