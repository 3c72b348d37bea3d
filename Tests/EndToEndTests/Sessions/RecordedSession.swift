import Foundation

/// A conversation between a host and the bridge, line by line, as a file keeps it: `→` the host, `←` the bridge, `#` a
/// remark. What differs from run to run has a name in angle brackets.
struct RecordedSession {
  enum Line: Equatable {
    case remark(String)
    case host(String)
    case bridge(String)
  }

  private(set) var lines: [Line]

  init(_ text: String) throws { lines = try text.split(separator: "\n").map(Self.line) }

  private static func line(_ text: Substring) throws -> Line {
    switch text.prefix(2) {
    case "→ ": .host(String(text.dropFirst(2)))
    case "← ": .bridge(String(text.dropFirst(2)))
    case let start where start.hasPrefix("#"): .remark(String(text))
    default: throw Malformed(line: String(text))
    }
  }

  struct Malformed: Error {
    let line: String
  }

  var text: String {
    lines.map { line in
      switch line {
      case .remark(let text): text
      case .host(let text): "→ \(text)"
      case .bridge(let text): "← \(text)"
      }
    }.joined(separator: "\n") + "\n"
  }

  /// Has the host say its lines to somebody, and hears as many as the record has after each.
  ///
  /// - Returns: the session as it was this time.
  func replayed(
    saying say: (String) async throws -> Void, hearing hear: () async throws -> String
  ) async throws -> RecordedSession {
    var replay = self
    var names = SessionNames()
    for (index, line) in lines.enumerated() {
      switch line {
      case .remark: break
      case .host(let text): try await say(names.filled(text))
      case .bridge: replay.lines[index] = .bridge(names.named(try await hear()))
      }
    }
    return replay
  }
}

/// The names of what differs from one run of a session to the next, given in the order in which it comes up.
struct SessionNames {
  private enum Kind: String, CaseIterable {
    /// What the bridge has sealed.
    case sealed
    case uuid
    case question
    case port

    var pattern: String {
      switch self {
      case .sealed: #"v1\.[A-Za-z0-9_-]{40,}"#
      case .uuid: "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
      case .question: "q-[0-9a-f]{16}-[0-9a-f]{8}"
      case .port: #"(?<=127\.0\.0\.1:)\d+"#
      }
    }
  }

  /// Instants have one name: they are told apart by nothing that would stay the same.
  private static let time = #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"#

  private var known: [Kind: [String]] = [:]

  /// `text` with names for what differs.
  mutating func named(_ text: String) -> String {
    var text = text
    for kind in Kind.allCases {
      var seen = known[kind] ?? []
      for match in Self.matches(of: kind.pattern, in: text) where !seen.contains(match) { seen.append(match) }
      for (index, match) in seen.enumerated() {
        text = text.replacingOccurrences(of: match, with: Self.name(kind, index))
      }
      known[kind] = seen
    }
    return text.replacingOccurrences(of: Self.time, with: "<time>", options: .regularExpression)
  }

  /// `text` with what its names stand for.
  func filled(_ text: String) -> String {
    known.reduce(text) { text, entry in
      entry.value.enumerated().reduce(text) { text, value in
        text.replacingOccurrences(of: Self.name(entry.key, value.offset), with: value.element)
      }
    }
  }

  private static func name(_ kind: Kind, _ index: Int) -> String { "<\(kind.rawValue)-\(index + 1)>" }

  private static func matches(of pattern: String, in text: String) -> [String] {
    var matches: [String] = []
    var rest = text.startIndex..<text.endIndex
    while let range = text.range(of: pattern, options: .regularExpression, range: rest) {
      matches.append(String(text[range]))
      rest = range.upperBound..<text.endIndex
    }
    return matches
  }
}
