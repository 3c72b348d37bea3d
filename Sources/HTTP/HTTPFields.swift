/// The header or trailer fields of one message: ordered, repeatable, names compared without regard to case.
///
/// Values may be secrets, so the description prints names only.
package struct HTTPFields: Sendable, Equatable {
  private var fields: [Field] = []

  fileprivate struct Field: Sendable, Equatable {
    var name: String
    var value: String

    static func == (one: Field, other: Field) -> Bool {
      one.value == other.value && one.name.isEqualIgnoringCase(to: other.name)
    }
  }

  /// No fields.
  package init() {}

  /// The first value under `name`; setting replaces every value under it, in place; setting nil removes them.
  package subscript(name: String) -> String? {
    get { fields.first { $0.name.isEqualIgnoringCase(to: name) }?.value }
    set {
      guard let newValue else { return fields.removeAll { $0.name.isEqualIgnoringCase(to: name) } }
      guard let first = fields.firstIndex(where: { $0.name.isEqualIgnoringCase(to: name) }) else {
        return add(name, newValue)
      }
      fields[first].value = newValue
      let tail = fields[(first + 1)...].filter { !$0.name.isEqualIgnoringCase(to: name) }
      fields.replaceSubrange((first + 1)..., with: tail)
    }
  }

  /// Appends a field, keeping those that have the same name.
  package mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// How many fields there are, repeated names counted each.
  package var count: Int { fields.count }

  /// Continues the value of the last field (obsolete line folding, RFC 9112 §5.2).
  mutating func extendLast(with text: String) {
    guard let last = fields.indices.last, !text.isEmpty else { return }
    fields[last].value += fields[last].value.isEmpty ? text : " " + text
  }
}

extension HTTPFields: Sequence {
  /// Walks the fields in their order.
  package struct Iterator: IteratorProtocol {
    fileprivate var base: IndexingIterator<[Field]>

    /// The next field, or nil after the last.
    package mutating func next() -> (name: String, value: String)? {
      base.next().map { ($0.name, $0.value) }
    }
  }

  /// Walks the fields in their order.
  package func makeIterator() -> Iterator { Iterator(base: fields.makeIterator()) }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
  /// Fields in the order written.
  package init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { add(name, value) }
  }
}

extension HTTPFields: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The names, without values.
  package var description: String { "[" + fields.map(\.name).joined(separator: ", ") + "]" }

  /// The names, without values.
  package var debugDescription: String { description }

  /// The names, without values: `dump` and test failures look here.
  package var customMirror: Mirror { Mirror(self, unlabeledChildren: fields.map(\.name)) }
}

extension String {
  /// ASCII case only, which is all that field names may contain.
  func isEqualIgnoringCase(to other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8) { $0.lowercased == $1.lowercased }
  }
}

extension UInt8 {
  fileprivate var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
