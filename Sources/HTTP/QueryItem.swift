/// One name with its value in a URL's query, neither of them encoded yet.
package struct QueryItem: Sendable, Hashable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
