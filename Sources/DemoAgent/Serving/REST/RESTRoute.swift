/// A method and a form of path, and the operation they ask for.
struct RESTRoute: Sendable {
  let method: String
  let template: PathTemplate
  let operation: Operation.Name

  init(_ method: String, _ template: PathTemplate, _ operation: Operation.Name) {
    self.method = method
    self.template = template
    self.operation = operation
  }

  /// The same below `prefix`.
  func under(_ prefix: PathTemplate) -> RESTRoute {
    RESTRoute(method, template.under(prefix), operation)
  }
}
