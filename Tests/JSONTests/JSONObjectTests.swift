import JSON
import Testing

@Suite struct JSONObjectTests {
  @Test func `members keep their order through every change`() {
    var object: JSONObject = ["b": 1, "a": 2]
    object["c"] = 3
    object["b"] = "new"
    #expect(object.text == #"{"b":"new","a":2,"c":3}"#)
    object["a"] = nil
    object["none"] = nil
    #expect(object.names == ["b", "c"])
    object["a"] = .null
    #expect(object.text == #"{"b":"new","c":3,"a":null}"#)
  }

  @Test func `an absent optional is not written`() {
    let absent: String? = nil
    var object: JSONObject = ["id": 1]
    object["name"] = absent.map(JSONValue.string)
    #expect(object.text == #"{"id":1}"#)
  }

  @Test(arguments: [2, 15, 16, 17, 100])
  func `of members with the same name the last value stands in the first place`(count: Int) {
    let members = (0..<count).map { JSONObject.Member(name: "n\($0)", value: JSONValue($0)) }
    let object = JSONObject(
      members + [.init(name: "n0", value: "last"), .init(name: "n\(count)", value: true)])
    #expect(object.count == count + 1)
    #expect(object.members.first == .init(name: "n0", value: "last"))
    #expect(object.members.last == .init(name: "n\(count)", value: true))
  }

  @Test func `equality ignores order, not values or names`() {
    let object: JSONObject = ["a": 1, "b": [2], "c": ["x": 1, "y": 2]]
    let shuffled: JSONObject = ["c": ["y": 2, "x": 1], "b": [2], "a": 1]
    #expect(object == shuffled)
    #expect(object.hashValue == shuffled.hashValue)
    #expect(Set([JSONValue.object(object), .object(shuffled)]).count == 1)
    #expect(object != ["a": 1, "b": [2], "c": ["x": 1, "y": 3]])
    #expect(object != ["a": 1, "b": [2]])
    #expect(object != ["a": 1, "b": [2], "d": ["x": 1, "y": 2]])
    #expect(JSONObject() == [:])
  }

  @Test func `deep objects in another order are compared once a level`() {
    var (left, right): (JSONValue, JSONValue) = (1, 1)
    for _ in 0..<100 {
      left = ["a": left, "b": 1, "c": 2]
      right = ["a": right, "c": 2, "b": 1]
    }
    // Twice a level would be 2^100 comparisons.
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
  }

  @Test func `a member is found by its code points`() {
    var object: JSONObject = ["\u{E9}": 1, "e\u{301}": 2]
    #expect(object["e\u{301}"] == 2)
    #expect(object["\u{E9}"] == 1)
    object["e\u{301}"] = nil
    #expect(object.names.map(\.utf8.count) == [2])
    #expect(object != ["e\u{301}": 1])
  }

  @Test func `an object is the sequence of its members`() {
    let object: JSONObject = ["b": 1, "a": 2]
    #expect(object.map(\.name) == ["b", "a"])
    #expect(object.map(\.value) == [1, 2])
    #expect(!object.isEmpty && JSONObject().isEmpty)
    #expect(String(decoding: object.serialized(), as: UTF8.self) == object.text)
    #expect("\(object)" == object.text)
  }

  /// Names that differ only in how they are spelt must not meet in one place of a table, or a peer's object of many
  /// such costs the square of their number.
  @Test func equivalentNamesHaveHashesOfTheirOwn() {
    let spellings = (0..<64).map { number in
      String((0..<6).map { number >> $0 & 1 == 0 ? "\u{E9}" : "e\u{301}" }.joined())
    }
    #expect(Set(spellings).count == 1)
    let members = spellings.map { JSONObject.Member(name: $0, value: true) }
    #expect(JSONObject(members).count == 64)
    #expect(Set(members.map(\.hashValue)).count == 64)
  }
}
