/// A form of path with places for values, in the syntax of `google/api/http.proto`: `/tasks/{id}:cancel` or
/// `/v1/{name=tasks/*}`, without its `**`.
struct PathTemplate: Sendable, ExpressibleByStringLiteral {
  private enum Segment: Sendable {
    case word(String)
    case any
  }

  private struct Variable: Sendable {
    let name: String
    var segments: Range<Int>
  }

  private var segments: [Segment] = []
  private var variables: [Variable] = []
  private var verb: String?

  init(stringLiteral text: String) {
    let (path, verb) = Self.split(text[...])
    self.verb = verb.map { String($0) }
    for token in path.split(separator: "/") { append(token) }
  }

  private mutating func append(_ token: Substring) {
    var token = token
    if token.hasPrefix("{") {
      let name = token.dropFirst().prefix { $0 != "=" && $0 != "}" }
      variables.append(Variable(name: String(name), segments: segments.count..<segments.count + 1))
      token = token.contains("=") ? token.drop { $0 != "=" }.dropFirst() : "*}"
    }
    let last = variables.indices.last
    // A variable that is still open goes on to here; one that is closed ends where it ended.
    if token.hasSuffix("}"), let last {
      token = token.dropLast()
      variables[last].segments = variables[last].segments.lowerBound..<segments.count + 1
    }
    segments.append(token == "*" ? .any : .word(String(token)))
  }

  /// The same form below `prefix`, which has no verb.
  func under(_ prefix: PathTemplate) -> PathTemplate {
    var template = self
    let count = prefix.segments.count
    template.segments = prefix.segments + segments
    template.variables =
      prefix.variables
      + variables.map { variable in
        let range = variable.segments
        return Variable(name: variable.name, segments: range.lowerBound + count..<range.upperBound + count)
      }
    return template
  }

  /// The values that `path` has in the places, decoded; nil when it has another form.
  func values(in path: String) -> [(name: String, value: String)]? {
    let (path, verb) = Self.split(path[...])
    guard verb.map({ String($0) }) == self.verb, path.hasPrefix("/") else { return nil }
    let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == segments.count else { return nil }
    var words: [String] = []
    for (part, segment) in zip(parts, segments) {
      guard let word = part.percentDecoded, !word.isEmpty else { return nil }
      if case .word(let expected) = segment, expected != word { return nil }
      words.append(word)
    }
    return variables.map { ($0.name, words[$0.segments].joined(separator: "/")) }
  }

  /// The verb follows the last colon of the last segment.
  private static func split(_ text: Substring) -> (path: Substring, verb: Substring?) {
    guard let colon = text.lastIndex(where: { $0 == ":" || $0 == "/" }), text[colon] == ":" else {
      return (text, nil)
    }
    return (text[..<colon], text[text.index(after: colon)...])
  }
}
