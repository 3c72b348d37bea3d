/// Words that a user can have put in place of typing them (`Prompt`).
package struct Prompt: Sendable, Hashable {
  package struct Argument: Sendable, Hashable {
    package let name: String
    package var description: String?
    package var isRequired: Bool

    package init(_ name: String, description: String? = nil, isRequired: Bool = false) {
      self.name = name
      self.description = description
      self.isRequired = isRequired
    }
  }

  package let name: String
  package var title: String?
  package var description: String?
  package var arguments: [Argument]

  package init(name: String, title: String? = nil, description: String? = nil, arguments: [Argument] = []) {
    self.name = name
    self.title = title
    self.description = description
    self.arguments = arguments
  }
}
