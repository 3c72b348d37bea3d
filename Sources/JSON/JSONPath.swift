/// Where a value stands in a document, printed as `artifacts[2].parts[0].text`.
package struct JSONPath: Sendable, Hashable {
  /// One step down.
  package enum Step: Sendable, Hashable {
    case name(String)
    case index(Int)
  }

  /// Each step holds on to the one above it, so a reader that goes down a level copies no steps.
  private indirect enum Link: Sendable, Hashable {
    case root
    case below(Link, Step)
  }

  private var link: Link

  /// The whole document.
  package static let root = JSONPath(link: .root)

  private init(link: Link) {
    self.link = link
  }

  /// The path of these steps, from the root down.
  package init(_ steps: [Step]) {
    link = steps.reduce(.root) { .below($0, $1) }
  }

  package mutating func append(name: String) {
    link = .below(link, .name(name))
  }

  package mutating func append(index: Int) {
    link = .below(link, .index(index))
  }

  package func appending(name: String) -> JSONPath {
    JSONPath(link: .below(link, .name(name)))
  }

  package func appending(index: Int) -> JSONPath {
    JSONPath(link: .below(link, .index(index)))
  }

  /// The path one step up; nil at the root.
  package var parent: JSONPath? {
    if case .below(let parent, _) = link { JSONPath(link: parent) } else { nil }
  }

  /// The steps from the root down.
  package var steps: [Step] {
    var steps: [Step] = []
    var link = link
    while case .below(let parent, let step) = link {
      steps.append(step)
      link = parent
    }
    return steps.reversed()
  }
}

extension JSONPath: CustomStringConvertible {
  /// Names longer than this are cut, because peers choose some of them.
  package static let longestName = 80

  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .name(let name) where Self.isPlain(name): text += text.isEmpty ? name : ".\(name)"
      case .name(let name): text += "[\(JSONValue.string(Self.shortened(name)).text)]"
      }
    }
    return text.isEmpty ? "(root)" : text
  }

  /// Whether `name` can stand in a path without quotes.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= longestName
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || "0123456789_-$".unicodeScalars.contains($0)
      }
  }

  private static func shortened(_ name: String) -> String {
    name.count <= longestName ? name : name.prefix(longestName) + "…"
  }
}
