internal import HTTPServer
internal import JSON

/// What every binding does with a call: it makes an operation of it, or says what is wrong.
struct Reception: Sendable {
  let edition: any Edition
  let service: Service

  /// The operation `name` with `params` in `words`, when `request` may ask for it.
  func operation(
    _ name: Operation.Name, _ params: JSONObject, in words: any Words, of request: ServerRequest
  ) throws(AgentError) -> Operation {
    try edition.check(version: request.fields["A2A-Version"] ?? request.queryValue(of: "A2A-Version"))
    try checkExtensions(of: request)
    try service.check(offers: name)
    do {
      return try words.operation(name, JSONFields(params))
    } catch {
      let problem = error.isMissing ? "missing" : "expected \(error.expected), found \(error.found)"
      throw .invalidParams(path: error.path.description, problem: problem)
    }
  }

  private func checkExtensions(of request: ServerRequest) throws(AgentError) {
    guard let required = service.features.requiredExtension else { return }
    guard request.claimedExtensions(in: edition.extensionsField).contains(required) else {
      throw .extensionRequired(required)
    }
  }
}

extension ServerRequest {
  fileprivate func claimedExtensions(in name: String) -> [String] {
    fields.filter { $0.name.lowercased() == name.lowercased() }
      .flatMap { $0.value.split(separator: ",") }
      .map { String($0.filter { !$0.isWhitespace }) }
  }
}
