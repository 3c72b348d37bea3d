/// A JSON object: members in the order they were written, each name once.
///
/// Order is kept because models read schemas in it; equality ignores it. Names are compared by code points.
package struct JSONObject: Sendable {
  /// One name with its value.
  package struct Member: Sendable, Hashable {
    package let name: String
    package var value: JSONValue

    package init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }

    package static func == (left: Member, right: Member) -> Bool {
      left.name.isIdentical(to: right.name) && left.value == right.value
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(ExactName(text: name))
      hasher.combine(value)
    }
  }

  package private(set) var members: [Member]

  package init() {
    members = []
  }

  /// The members in this order; of those with the same name the last value stands in the first one's place.
  package init(_ members: [Member]) {
    self.members = []
    self.members.reserveCapacity(members.count)
    var names = MemberNames()
    for member in members {
      if let index = names.insert(member.name, among: self.members) {
        self.members[index].value = member.value
      } else {
        self.members.append(member)
      }
    }
  }

  /// The parser has already merged members of the same name.
  init(distinct members: [Member]) {
    self.members = members
  }

  package var count: Int { members.count }
  package var isEmpty: Bool { members.isEmpty }
  package var names: [String] { members.map(\.name) }

  /// The value of the member called `name`.
  ///
  /// Setting replaces the value in place or adds a member at the end; setting nil removes the member, so an
  /// absent optional is never written as null.
  package subscript(name: String) -> JSONValue? {
    get {
      for member in members where member.name.isIdentical(to: name) {
        return member.value
      }
      return nil
    }
    set {
      let index = members.firstIndex { $0.name.isIdentical(to: name) }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }
}

extension JSONObject: Sequence {
  package func makeIterator() -> IndexingIterator<[Member]> {
    members.makeIterator()
  }
}

extension JSONObject: Hashable {
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    // Mostly the order agrees too. Names decide first, so that no value is compared twice: at every level of
    // a deep document that would double the work.
    if zip(left.members, right.members).allSatisfy({ $0.name.isIdentical(to: $1.name) }) {
      return zip(left.members, right.members).allSatisfy { $0.value == $1.value }
    }
    let values = Dictionary(
      left.members.map { (ExactName(text: $0.name), $0.value) }, uniquingKeysWith: { first, _ in first })
    return right.members.allSatisfy { values[ExactName(text: $0.name)] == $0.value }
  }

  package func hash(into hasher: inout Hasher) {
    // A sum does not depend on the order.
    var sum = 0
    for member in members {
      var memberHasher = Hasher()
      memberHasher.combine(member)
      sum &+= memberHasher.finalize()
    }
    hasher.combine(count)
    hasher.combine(sum)
  }
}

extension JSONObject: CustomStringConvertible {
  package var description: String { text }
}
