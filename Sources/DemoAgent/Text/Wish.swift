/// A user's sentence, looked at as words: what this agent has instead of a language model.
struct Wish: Sendable {
  /// Only so much of a text is looked at; who writes more uses data parts.
  static let lengthLimit = 400

  let words: [Substring]

  init(_ text: String) {
    words = text.prefix(Self.lengthLimit).split {
      !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "'")
    }
    .map { $0.drop { $0 == "." } }
    .map { $0.last == "." ? $0.dropLast() : $0 }
    .filter { !$0.isEmpty }
  }

  /// The words without regard to case.
  var keywords: [String] { words.map { $0.lowercased() } }

  /// The number that stands before one of `units` ("5 days", "5 day trip").
  func number(of units: Set<String>) -> Int? {
    let keywords = keywords
    return zip(keywords, keywords.dropFirst()).first { units.contains($1) }.flatMap { Int($0.0) }
  }

  /// The capitalised words that follow one of `prepositions` ("in New York").
  func place(after prepositions: Set<String>) -> String? {
    for index in words.indices where prepositions.contains(words[index].lowercased()) {
      let name = words[words.index(after: index)...].prefix { $0.first?.isUppercase == true }
      if !name.isEmpty { return name.joined(separator: " ") }
    }
    return nil
  }

  /// The first word of digits only.
  var firstNumber: String? {
    words.first { $0.allSatisfy(\.isNumber) }.map(String.init)
  }
}
