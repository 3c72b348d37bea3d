/// What betrays an instruction by its very signs: tags, hidden comments, paths of private files, addresses, encoded text.
enum InjectionSigns {
  /// - Parameters:
  ///   - folded: The text in ASCII lower case, with single spaces.
  ///   - text: The text itself.
  static func pattern(in folded: [UInt8], _ text: String) -> Injection? {
    let found = signs.found(in: folded)
    if let plain = found.first(where: { $0 != .files }) { return plain }
    if hasTag(folded) { return .markup }
    if found.contains(.files), !isAboutFinding(folded) { return .files }
    if hasLink(folded) { return .link }
    if hasBlob(folded) { return .blob }
    guard text.utf8.contains(where: { $0 > 0x7F }) else { return nil }
    let lower = CleanText.block(text).lowercased()
    return foreign.first { row in row.words.allSatisfy(lower.contains) }?.pattern
  }

  private static let signs = SignTable([
    .comment: comments, .markup: tags, .command: commands, .files: paths, .link: pictures,
  ])

  private static let comments = ["<!--", "-->", "[//]: #", "/*!system"]

  private static let tags = [
    "<|im_", "<|system", "<|user", "<|assistant", "<|endof", "<<sys>>", "[inst]", "[/inst]", "[system]",
    "[/system]",
    "### system", "### instruction", "#system:", "begin system", "end system prompt", "begin instructions",
    "end of instructions", "</tool", "<tool_", "<function_call", "assistant: sure", "assistant: i ",
    "[important]", "[admin]",
    "{{system", "human: ",
  ]

  /// The names of tags that mean something to models.
  private static let tagNames: Set = [
    "important", "system", "instruction", "instructions", "secret", "admin", "assistant", "critical",
    "hidden", "sys",
    "override", "prompt", "user_instructions", "system_prompt", "note_to_ai", "ai", "mandatory", "attention",
    "thinking", "developer", "tool_call", "tool_result", "urgent", "rules", "instrs", "context", "internal",
  ]

  /// `<important>`, `</ important >`, `<system priority="1">`
  private static func hasTag(_ folded: [UInt8]) -> Bool {
    folded.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false).dropFirst().contains {
      rest in
      let inside = rest.drop { $0 == UInt8(ascii: "/") || $0 == 0x20 }
      let name = inside.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "_") }
      return rest.contains(UInt8(ascii: ">")) && tagNames.contains(String(decoding: name, as: UTF8.self))
    }
  }

  private static let commands = [
    "rm -rf", "/dev/tcp", "base64 -d", "| bash", "|bash", "| sh ", "|sh ", "os.system(", "subprocess.",
    "eval(",
    "curl http", "wget http", "chmod 777", "nc -e", "powershell -", "$(curl", "`curl",
  ]

  private static let paths = [
    "~/.ssh", ".ssh/", "id_rsa", "id_ed25519", "/etc/passwd", "/etc/shadow", "~/.aws", ".aws/cred",
    ".kube/config",
    "~/.config", "~/.cursor", "mcp.json", ".netrc", ".npmrc", ".git-credentials", "bash_history",
    "zsh_history",
    "wallet.dat", "/proc/self", "aws_secret_access_key", "aws_access_key_id", "~/.gnupg", ".env ", ".env,",
    ".env file",
    "claude_desktop_config", "login keychain", "cookies.sqlite", "/root/", "~/.docker", "keystore.jks",
  ]

  /// Words of those who look for such files to protect them.
  private static let finding = [
    "scan", "detect", "finds", "audit", "leak", "expos", "permission", "harden", "monitor", "rotat",
    "complian",
    "misconfig", "secret scanner", "lint", "redact", "gitignore", "template", "generates a", "deploy",
    "parses",
  ]
  /// Words that make of a scanner one that hands over.
  private static let handing = [
    "pass its", "pass the content", "sidenote", "contents of", "content of", "read ~", "read /", "cat ",
    "send ",
    "include ", "attach", "upload", "paste", "exfil", "post it", "as a parameter", "as parameter",
  ]

  private static func isAboutFinding(_ folded: [UInt8]) -> Bool {
    !protectors.found(in: folded).isEmpty && handers.found(in: folded).isEmpty
  }

  private static let protectors = SignTable([.files: finding])
  private static let handers = SignTable([.files: handing])
  /// An image of somebody's, which a client may load at once.
  private static let pictures = ["![](", "<img", "javascript:", "data:text", "](http://"]

  /// An address with something to be filled in, or with a name that carries what was said; an image of one.
  private static func hasLink(_ folded: [UInt8]) -> Bool {
    guard !addresses.found(in: folded).isEmpty else { return false }
    let words = String(decoding: folded, as: UTF8.self)
    if words.contains("!["), words.contains("](http") { return true }
    return words.split(separator: " ").contains { word in
      guard word.contains("://"), let query = word.split(separator: "?", maxSplits: 1).dropFirst().first
      else {
        return false
      }
      return query.contains(where: { "{<$[".contains($0) }) || query.hasSuffix("=")
        || query.split(separator: "&").contains { carriers.contains(String($0.prefix { $0 != "=" })) }
    }
  }

  private static let addresses = SignTable([.link: ["http://", "https://"]])
  private static let carriers: Set = [
    "data", "d", "payload", "leak", "exfil", "secret", "token", "key", "apikey", "api_key", "password",
    "conversation",
    "history", "chat", "context", "prompt", "content", "stolen", "dump", "cookie", "msg", "message",
  ]

  /// How long a run of letters and digits may be that no word has.
  static let maxRun = 200

  private static func hasBlob(_ folded: [UInt8]) -> Bool {
    var run = 0
    for byte in folded {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"),
        UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "%"),
        UInt8(ascii: "\\"):
        run += 1
        if run > maxRun { return true }
      default: run = 0
      }
    }
    return false
  }

  /// In languages of other letters: all words of one row.
  private static let foreign: [(pattern: Injection, words: [String])] = [
    (.override, ["игнориру", "инструкц"]), (.override, ["забудь", "инструкц"]), (.override, ["忽略", "指令"]),
    (.override, ["忽略", "指示"]), (.override, ["忽略", "提示"]), (.override, ["無視", "指示"]),
    (.override, ["無視", "命令"]),
    (.override, ["무시", "지시"]), (.override, ["무시", "명령"]), (.override, ["تجاهل", "تعليمات"]),
    (.override, ["התעלם", "הוראות"]), (.override, ["अनदेखा", "निर्देश"]), (.secrecy, ["不要告诉", "用户"]),
    (.secrecy, ["ユーザー", "言わない"]), (.secrecy, ["не говори", "пользовател"]), (.systemPrompt, ["系统提示", "输出"]),
    (.systemPrompt, ["システムプロンプト", "表示"]),
  ]
}

/// Signs to be looked for all at once.
struct SignTable: Sendable {
  private struct Sign {
    let bytes: [UInt8]
    let pattern: Injection

    func stands(in folded: [UInt8], at index: Int) -> Bool {
      // Nearly always the second byte tells.
      guard index + bytes.count <= folded.count, folded[index + 1] == bytes[1] else { return false }
      return folded[index..<(index + bytes.count)].elementsEqual(bytes)
    }
  }

  /// By their first bytes.
  private let signs: [[Sign]]

  /// - Parameter rows: Signs of at least two bytes.
  init(_ rows: KeyValuePairs<Injection, [String]>) {
    var signs = [[Sign]](repeating: [], count: 128)
    for (pattern, words) in rows {
      for word in words {
        let bytes = Array(word.utf8)
        if let first = bytes.first, first < 128, bytes.count > 1 {
          signs[Int(first)].append(Sign(bytes: bytes, pattern: pattern))
        }
      }
    }
    self.signs = signs
  }

  /// The patterns of the signs in `folded`, each once, in the order in which they come.
  func found(in folded: [UInt8]) -> [Injection] {
    var found: [Injection] = []
    for index in folded.indices {
      for sign in signs[Int(folded[index] & 0x7F)]
      where sign.stands(in: folded, at: index) && !found.contains(sign.pattern) {
        found.append(sign.pattern)
      }
    }
    return found
  }
}
