import JSON
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
       {"url": "https://d.example", "auth": {"type": "bearer", "token": "${NONE:-\(canary)-5}"}},
       {"url": "https://e.example", "auth": {"type": "basic", "username": "u", "password": "\(canary)-7"}},
       {"url": "https://f.example", "tls": {"cert": "/cert", "key": "/key", "passphrase": "\(canary)-8"},
        "auth": {"type": "oauth2ClientCredentials", "issuer": "https://id.example", "clientId": "c",
         "clientSecret": "\(canary)-9", "parameters": {"api_key": "\(canary)-10"}}},
       {"url": "https://g.example", "auth": {"type": "deviceCode", "issuer": "https://id.example", "clientId": "c",
        "privateKey": {"file": "/key"}}},
       {"url": "https://h.example", "auth": {"type": "awsSigV4", "region": "r", "service": "s",
        "accessKeyId": "\(canary)-11", "secretAccessKey": "\(canary)-12", "sessionToken": "\(canary)-13"}},
       {"url": "https://i.example", "auth": {"type": "apiKey", "query": "k", "key": "\(canary)-14"}},
       {"url": "https://j.example", "auth": {"type": "apiKey", "cookie": "k", "key": "\(canary)-15"}},
       {"url": "https://k.example", "auth": {"type": "bearer", "token": {"command": ["prog", "\(canary)-16"]}}}
     ]}
    """

  static func configuration() -> Configuration {
    var configuration = Configuration(text, environment: ["KEY": "\(canary)-2"])
    configuration.permissions = 0o644
    configuration.files["/token"] = ("\(canary)-6\n", 0o644)
    configuration.files["/cert"] = ("…", 0o644)
    configuration.files["/key"] = (
      "-----BEGIN PRIVATE KEY-----\n\(canary)-17\n\(canary)-18\n-----END-----", 0o600
    )
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
    #expect(settings.findings.count == 15)
    #expect(!settings.shown.indentedText.contains("canary"))
  }

  /// What comes later than the configuration's reading, and from somebody else, is kept out by value.
  @Test(arguments: 0...18) func everySecretIsTakenOutOfWhatOthersSay(_ number: Int) throws {
    let configuration = Self.configuration()
    _ = try configuration.settings()
    let heard = "I heard <\(Self.canary)-\(number)>"
    // A header that is not named like a credential, and the arguments of a program, which nobody is sent.
    let isSecret = ![4, 16].contains(number)
    #expect((configuration.redaction.redacting(heard) == "I heard <(secret)>") == isSecret)
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
    #expect(lines.all.split(separator: "\n").count == settings.agents.count + 3)
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
    #""auth": {"type": "basic", "username": "bridge:sk-canary", "password": "p4ss"}"#,
    #""auth": {"type": "apiKey", "header": "X-Api-Key: sk-canary", "key": "k3y0"}"#,
    #""auth": {"type": "apiKey", "query": "key=sk-canary", "key": "k3y0"}"#,
    #""auth": {"type": "apiKey", "cookie": "session=sk-canary", "key": "k3y0"}"#,
    #""headers": {"Authorization: Bearer sk-canary": "x"}"#,
    #""auth": {"type": "awsSigV4", "region": "sk-canary/x", "service": "s", "accessKeyId": "4KIA", "secretAccessKey": "s3"}"#,
    #""auth": {"type": "deviceCode", "issuer": "https://a.b", "clientId": "c\tsk-canary"}"#,
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
