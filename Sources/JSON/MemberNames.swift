/// The names an object has so far: looked through one by one while they are few, hashed when they are many.
///
/// Most objects have a handful of members, where comparing is faster than hashing. Beyond
/// `comparedCount` a table keeps a peer's object of many members from costing the square of their number.
struct MemberNames {
  /// How many names are compared one by one.
  static let comparedCount = 16

  private var indices: [ExactName: Int] = [:]

  /// Notes that `name` is about to be appended to `members`, or returns the index of the member that has it.
  @inline(__always)
  mutating func insert(_ name: String, among members: [JSONObject.Member]) -> Int? {
    if members.count < Self.comparedCount {
      return members.firstIndex { $0.name.isIdentical(to: name) }
    }
    return insertHashed(name, among: members)
  }

  private mutating func insertHashed(_ name: String, among members: [JSONObject.Member]) -> Int? {
    if indices.isEmpty {
      for (index, member) in members.enumerated() {
        indices[ExactName(text: member.name)] = index
      }
    }
    let key = ExactName(text: name)
    if let index = indices[key] { return index }
    indices[key] = members.count
    return nil
  }
}
