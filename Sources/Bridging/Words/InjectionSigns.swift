/// What betrays an instruction by its very signs: tags, hidden comments, paths of private files, addresses, encoded
/// text.
enum InjectionSigns {
  /// - Parameters:
  ///   - folded: The text in ASCII lower case, with single spaces.
  ///   - text: The text itself.
  static func pattern(in folded: [UInt8], _ text: String) -> Injection? {
    let found = signs.found(in: folded)
    if let plain = found.first(where: { $0 != .files && $0 != .role }) { return plain }
    if found.contains(.role), hasAddress(folded, text) { return .role }
    if hasTag(folded) { return .markup }
    if found.contains(.files), asksForFile(folded) { return .files }
    if hasLink(folded) { return .link }
    return hasBlob(folded) ? .blob : nil
  }

  private static let signs = SignTable([
    .comment: comments, .markup: tags, .command: commands, .files: paths + [settings], .link: pictures,
    .role: addresses,
  ])

  private static let comments = ["<!--", "-->", "[//]: #", "/*!system"]

  private static let tags = [
    "<|im_", "<|system", "<|user", "<|assistant", "<|endof", "<<sys>>", "[inst]", "[/inst]", "[system]",
    "[/system]",
    "### system", "### instruction", "#system:", "begin system", "end system prompt", "begin instructions",
    "end of instructions", "</tool", "<tool_", "<function_call", "assistant: sure", "assistant: i ",
    "[important]", "[admin]",
    "{{system", "human: ", "[system note", "[system:", "(system note", "[note to ai",
    #""role": "system"#, #""role":"system"#, #""role": "developer"#, #""role":"developer"#,
    "'role': 'system", "'role':'system", #"\"role\": \"system"#, #"\"role\":\"system"#,
  ]

  /// How a sentence begins that is meant for the model, not for people.
  private static let addresses = [
    "system:", "system note", "system notice", "system message:", "system prompt:", "system instruction",
    "llm agents:", "llm agent:", "ai agents:", "ai assistants:", "llm assistants:", "language models:",
    "model note:", "assistant note:", "llm note:", "ai note:", "agent note:", "developer message:",
    "note to the agent:", "attention ai", "attention llm", "attention model", "message to the model",
    "instruction to the model", "important for ai",
  ]

  /// Whether a sentence begins so. `System:` alone is a label like others, unless it is shouted.
  private static func hasAddress(_ folded: [UInt8], _ text: String) -> Bool {
    FoldedSentence.pieces(of: folded).contains { piece in
      let start = piece.drop { !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0) }
      return addresses.contains {
        start.starts(with: $0.utf8) && ($0 != "system:" || text.contains("SYSTEM:"))
      }
    }
  }

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
    "wallet.dat", "/proc/self", "aws_secret_access_key", "aws_access_key_id", "~/.gnupg",
    "claude_desktop_config", "login keychain", "cookies.sqlite", "/root/", "~/.docker", "keystore.jks",
  ]

  /// A file of settings, which has no other name.
  private static let settings = ".env"

  /// Whether a sentence speaks of private files, but neither of public keys nor of looking for such files.
  private static func asksForFile(_ folded: [UInt8]) -> Bool {
    FoldedSentence.pieces(of: folded).contains { piece in
      let words = piece.split(separator: 0x20).filter { !isPublicKey($0) }
      let sentence = Array(words.joined(separator: [0x20]))
      guard !privatePaths.found(in: sentence).isEmpty || holdsSettings(sentence) else { return false }
      return protectors.found(in: sentence).isEmpty || !handers.found(in: sentence).isEmpty
        || FoldedSentence(sentence).words.contains(where: handing.contains)
    }
  }

  private static func isPublicKey(_ word: ArraySlice<UInt8>) -> Bool {
    word.reversed().drop { !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0) }.starts(with: "bup.".utf8)
  }

  /// `.env` by itself, also as the end of a path; `process.env` and `.environment` are something else.
  private static func holdsSettings(_ sentence: [UInt8]) -> Bool {
    sentence.indices.dropLast(settings.utf8.count - 1).contains { index in
      let end = index + settings.utf8.count
      return sentence[index..<end].elementsEqual(settings.utf8)
        && !templates.contains { sentence[end...].starts(with: $0.utf8) }
        && (index == 0 || !isInName(sentence[index - 1]))
        && (end == sentence.count || !isInName(sentence[end]))
    }
  }

  /// What stands behind the name of one that holds nothing yet.
  private static let templates = [".example", ".sample", ".template", ".dist"]

  private static func isInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
      UInt8(ascii: ")"), UInt8(ascii: "]"):
      true
    default: false
    }
  }

  private static let privatePaths = SignTable([.files: paths])

  /// Words of those who look for such files to protect them.
  private static let protectors = SignTable([
    .files: [
      "scan", "detect", "finds", "audit", "leaked", "leaks", "exposed", "exposes", "permission", "harden",
      "monitor", "rotat", "complian", "misconfig", "lint", "redact", "gitignore", "generates a",
    ]
  ])
  /// Words that make of them one that hands over.
  private static let handers = SignTable([
    .files: ["read ~", "read /", "cat ", "as a parameter", "as parameter", "argument", "into the message"]
  ])
  private static let handing: Set = [
    "send", "pass", "attach", "paste", "provide", "upload", "copy", "append", "forward", "post", "email",
    "submit",
    "reveal", "leak", "exfiltrate", "give", "put", "insert", "embed", "dump", "share", "include", "fetch",
    "contents", "content", "sidenote",
  ]

  /// An image of somebody's, which a client may load at once.
  private static let pictures = ["![](", "<img", "javascript:", "data:text", "](http://"]

  /// An address with something to be filled in, or with a name that carries what was said; an image of one.
  private static func hasLink(_ folded: [UInt8]) -> Bool {
    guard !links.found(in: folded).isEmpty else { return false }
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

  private static let links = SignTable([.link: ["http://", "https://"]])
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
}
