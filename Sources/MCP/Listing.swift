/// What clients can have listed, page for page.
enum Listing: Sendable, Hashable, CaseIterable {
  case tools
  case resources
  case resourceTemplates
  case prompts

  /// The one that `method` asks for.
  init?(method: String) {
    guard let listing = Self.allCases.first(where: { $0.method == method }) else { return nil }
    self = listing
  }

  private var method: String {
    switch self {
    case .tools: "tools/list"
    case .resources: "resources/list"
    case .resourceTemplates: "resources/templates/list"
    case .prompts: "prompts/list"
    }
  }

  /// The member of the result that holds the entries.
  var member: String {
    switch self {
    case .tools: "tools"
    case .resources: "resources"
    case .resourceTemplates: "resourceTemplates"
    case .prompts: "prompts"
    }
  }

  /// The list that it shows, or shows a part of.
  var list: ServerList {
    switch self {
    case .tools: .tools
    case .resources, .resourceTemplates: .resources
    case .prompts: .prompts
    }
  }
}
