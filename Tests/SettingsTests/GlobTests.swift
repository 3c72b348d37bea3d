import Settings
import Testing

struct GlobTests {
  @Test(arguments: [
    ("abc", "abc", true), ("abc", "abcd", false), ("abc", "ab", false), ("abc", "ABC", false),
    ("a", "", false),
    ("*", "", true), ("*", "anything", true), ("**", "x", true), ("a*", "a", true), ("a*", "abc", true),
    ("a*", "ba", false), ("*a", "bba", true), ("*a", "ab", false), ("a*c", "abbbc", true),
    ("a*c", "abbbcd", false),
    ("*b*", "abc", true), ("*b*", "ac", false), ("?", "x", true), ("?", "", false), ("?", "xy", false),
    ("a?c", "abc", true), ("a?c", "ac", false), ("?*", "", false), ("*?", "x", true), ("**?**", "x", true),
    ("*?*?*", "x", false), ("?", "é", true), ("?", "👩‍👩‍👧", true), ("a*b*c", "aXbYc", true),
    ("a*b*c", "acb", false),
    ("[a-z]", "b", false), ("[a-z]", "[a-z]", true), ("a.c", "abc", false), ("\\*", "\\x", true),
    ("fore*-?ay", "forecast-day", true),
  ])
  func matchesTheWholeText(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try #require(Glob(pattern)).matches(text) == expected)
  }

  /// Every pattern of up to five characters against every text of up to five, compared with the plain definition.
  @Test func agreesWithTheDefinition() {
    func words(_ alphabet: [Character], upTo length: Int) -> [[Character]] {
      (0..<length).reduce(into: [[]]) { words, _ in
        words += words.filter { $0.count == words.last?.count }.flatMap { word in alphabet.map { word + [$0] }
        }
      }
    }
    func defined(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
      guard let first = pattern.first else { return text.isEmpty }
      if first == "*" {
        return defined(pattern.dropFirst(), text) || (!text.isEmpty && defined(pattern, text.dropFirst()))
      }
      guard let character = text.first, first == "?" || first == character else { return false }
      return defined(pattern.dropFirst(), text.dropFirst())
    }
    let texts = words(["a", "b"], upTo: 5)
    var disagreements: [String] = []
    for pattern in words(["a", "b", "*", "?"], upTo: 4) where !pattern.isEmpty {
      guard let glob = Glob(String(pattern)) else { continue }
      for text in texts where glob.matches(String(text)) != defined(pattern[...], text[...]) {
        disagreements.append("\(String(pattern)) against \(String(text))")
      }
    }
    #expect(texts.count == 63)
    #expect(disagreements == [])
  }

  /// Twenty stars against a long row: exponential backtracking would not end.
  @Test func isLinearInTheText() throws {
    let glob = try #require(Glob(String(repeating: "a*", count: 20) + "b"))
    let row = String(repeating: "a", count: 50_000)
    #expect(!glob.matches(row))
    #expect(glob.matches(row + "b"))
  }

  @Test func theLengthIsBounded() throws {
    #expect(Glob("") == nil)
    #expect(Glob(String(repeating: "a", count: Glob.maximumLength + 1)) == nil)
    let longest = String(repeating: "a", count: Glob.maximumLength - 1) + "*"
    let glob = try #require(Glob(longest))
    #expect(glob.matches(String(repeating: "a", count: Glob.maximumLength + 50)))
    #expect(!glob.matches(String(repeating: "a", count: Glob.maximumLength - 2)))
  }
}
