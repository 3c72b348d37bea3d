internal import JSON

extension Skill {
  static let codeReview = Skill(
    id: "code_review",
    name: "Code review",
    description: """
      Reviews source code, sent as text or as text files, for long lines, trailing blanks, tabs, open ends, \
      force-unwraps and secrets. Gives a summary in Markdown and the findings as JSON.
      """,
    tags: ["code", "review", "artifacts"],
    examples: ["code_review\nlet password = \"hunter2\"  // TODO: remove"],
    inputModes: ["text/plain", "application/json", "text/*"],
    outputModes: ["text/markdown", "application/json"],
    keywords: ["review", "code", "lint"],
    behaviour: .task(CodeReview.run))
}

/// A skill with two artifacts of different types, from a real if simple look at the code.
enum CodeReview {
  /// Findings beyond this many are only counted.
  static let findingLimit = 200
  static let lineLimit = 100

  struct Finding: Equatable {
    let file: String
    let line: Int
    let rule: String
    let severity: String

    var json: JSONValue {
      ["file": .string(file), "line": JSONValue(line), "rule": .string(rule), "severity": .string(severity)]
    }
  }

  static func run(_ turn: Turn) async throws {
    let sources = sources(in: turn.message)
    guard !sources.isEmpty else { return try turn.fail("There is no code to review in the message.") }
    var findings: [Finding] = []
    for (file, code) in sources {
      try turn.report("Reading \(file) …")
      try await turn.pause()
      findings += review(code, of: file)
    }
    try turn.deliver(
      Artifact(
        id: "summary", name: "review.md", description: "The review in words",
        parts: [
          Part(
            .text(summary(findings, files: sources.count)), filename: "review.md", mediaType: "text/markdown")
        ]))
    try turn.deliver(
      Artifact(
        id: "findings", name: "findings.json", description: "The findings as data",
        parts: [
          Part(
            .data([
              "count": JSONValue(findings.count),
              "findings": .array(findings.prefix(findingLimit).map(\.json)),
            ]), mediaType: "application/json")
        ]))
    try turn.complete("Review finished: \(findings.count) findings.")
  }

  private static func sources(in message: Message?) -> [(file: String, code: String)] {
    var sources: [(file: String, code: String)] = []
    for part in message?.parts ?? [] {
      let name = part.filename ?? "snippet-\(sources.count + 1)"
      switch part.content {
      case .text(let text): sources.append((name, text))
      case .raw(let base64):
        sources.append((name, String(decoding: Base64.decode(base64) ?? [], as: UTF8.self)))
      case .data(let data):
        if let code = data["code"]?.string { sources.append((data["file"]?.string ?? name, code)) }
      // This agent fetches nothing from the network.
      case .url: continue
      }
    }
    return sources
  }

  static func review(_ code: String, of file: String) -> [Finding] {
    code.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
      rules.filter { $0.matches(line) }.map {
        Finding(file: file, line: index + 1, rule: $0.name, severity: $0.severity)
      }
    }
  }

  private static let rules: [(name: String, severity: String, matches: @Sendable (Substring) -> Bool)] = [
    ("line-too-long", "minor", { $0.count > lineLimit }),
    ("trailing-blank", "minor", { $0.last == " " || $0.last == "\t" }),
    ("tab-indentation", "minor", { $0.first == "\t" }),
    ("open-end", "info", { $0.contains("TODO") || $0.contains("FIXME") }),
    ("force-unwrap", "major", { $0.contains("!.") || $0.contains("try!") || $0.contains("as!") }),
    (
      "secret-in-code", "critical",
      { line in
        let line = line.lowercased().filter { !$0.isWhitespace }
        return ["password", "secret", "api_key", "apikey", "token"].contains { name in
          line.contains("\(name)=\"") || line.contains("\(name)=\'") || line.contains("\(name):\"")
        }
      }
    ),
  ]

  private static func summary(_ findings: [Finding], files: Int) -> String {
    guard !findings.isEmpty else {
      return "# Code review\n\nNothing to complain about in \(files) file(s).\n"
    }
    let lines = findings.prefix(findingLimit).map {
      "- `\($0.file):\($0.line)` **\($0.severity)** \($0.rule)"
    }
    let rest = findings.count - lines.count
    return "# Code review\n\n\(findings.count) finding(s) in \(files) file(s).\n\n"
      + lines.joined(separator: "\n")
      + (rest > 0 ? "\n- and \(rest) more\n" : "\n")
  }
}
