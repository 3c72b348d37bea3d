internal import NIOHTTP1

/// The header fields of a request or a response, in order; names compare without case (RFC 9110 §5.1).
package struct ServerFields: Sendable, Equatable, ExpressibleByDictionaryLiteral, Sequence {
  // NIO's own value, so that a request's fields are taken over and not copied one by one.
  var headers: HTTPHeaders

  init(_ headers: HTTPHeaders) {
    self.headers = headers
  }

  /// Fields in the order given; a name may occur more than once.
  package init(dictionaryLiteral fields: (String, String)...) {
    headers = HTTPHeaders(fields)
  }

  /// The first value of the field `name`. Setting replaces every value; setting nil removes the field.
  package subscript(name: String) -> String? {
    get { headers.first(name: name) }
    set {
      if let newValue {
        headers.replaceOrAdd(name: name, value: newValue)
      } else {
        headers.remove(name: name)
      }
    }
  }

  /// Walks the fields in order.
  package func makeIterator() -> AnyIterator<(name: String, value: String)> {
    var fields = headers.makeIterator()
    return AnyIterator { fields.next().map { (name: $0.name, value: $0.value) } }
  }
}
