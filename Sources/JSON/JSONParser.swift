/// A recursive descent over the bytes of one document.
///
/// The bytes are handed to every function instead of being stored, because a stored `Span` needs an
/// experimental feature and a stored array would be retained and released at every step.
struct JSONParser {
  let limits: JSONLimits
  let dialect: JSONDialect
  /// The next byte to look at.
  var position = 0
  /// Where strings with escapes are put together, kept between strings to save allocations.
  var unescaped: [UInt8] = []
  /// How many values there were.
  private var values = 0

  init(limits: JSONLimits = JSONLimits(), dialect: JSONDialect = .strict) {
    self.limits = limits
    self.dialect = dialect
  }

  /// The one value of a document.
  mutating func document(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONValue {
    skipByteOrderMark(bytes)
    let value = try value(bytes, depth: 0)
    try skipSpace(bytes)
    guard position == bytes.count else { throw failure(.trailingContent) }
    return value
  }

  func failure(_ reason: JSONSyntaxError.Reason) -> JSONSyntaxError {
    JSONSyntaxError(reason, offset: position)
  }

  /// Refuses the current byte, or the end of the document, where the grammar wants `expected`.
  func failure(expecting expected: JSONSyntaxError.Expected, _ bytes: Span<UInt8>) -> JSONSyntaxError {
    failure(position < bytes.count ? .expected(expected) : .unexpectedEnd)
  }

  /// The value at or after the current position; `depth` containers are open around it.
  mutating func value(_ bytes: Span<UInt8>, depth: Int) throws(JSONSyntaxError) -> JSONValue {
    guard values < limits.values else { throw failure(.tooMany(limit: limits.values)) }
    values += 1
    try skipSpace(bytes)
    guard position < bytes.count else { throw failure(.unexpectedEnd) }
    switch bytes[position] {
    case UInt8(ascii: "\""): return .string(try string(bytes))
    case UInt8(ascii: "{"): return .object(try object(bytes, depth: depth))
    case UInt8(ascii: "["): return .array(try array(bytes, depth: depth))
    case UInt8(ascii: "t"): return try word("true", as: .bool(true), bytes)
    case UInt8(ascii: "f"): return try word("false", as: .bool(false), bytes)
    case UInt8(ascii: "n"): return try word("null", as: .null, bytes)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number(bytes))
    default: throw failure(.expected(.value))
    }
  }

  private mutating func word(
    _ word: StaticString, as value: JSONValue, _ bytes: Span<UInt8>
  ) throws(JSONSyntaxError) -> JSONValue {
    guard bytes.holds(word, at: position) else { throw failure(.expected(.value)) }
    position += word.utf8CodeUnitCount
    return value
  }
}

// MARK: - Arrays and objects

extension JSONParser {
  private mutating func array(
    _ bytes: Span<UInt8>, depth: Int
  ) throws(JSONSyntaxError) -> [JSONValue] {
    var elements: [JSONValue] = []
    guard try open(closing: UInt8(ascii: "]"), bytes, depth: depth) else { return elements }
    repeat {
      elements.append(try value(bytes, depth: depth + 1))
    } while try goesOn(closing: UInt8(ascii: "]"), or: .commaOrBracket, bytes)
    return elements
  }

  private mutating func object(
    _ bytes: Span<UInt8>, depth: Int
  ) throws(JSONSyntaxError) -> JSONObject {
    guard try open(closing: UInt8(ascii: "}"), bytes, depth: depth) else { return JSONObject() }
    var members: [JSONObject.Member] = []
    var names = MemberNames()
    repeat {
      try skipSpace(bytes)
      let nameOffset = position
      let name = try memberName(bytes)
      let value = try value(bytes, depth: depth + 1)
      if let index = names.insert(name, among: members) {
        if dialect == .configuration {
          throw JSONSyntaxError(.duplicateMember(name: name), offset: nameOffset)
        }
        members[index].value = value
      } else {
        members.append(JSONObject.Member(name: name, value: value))
      }
    } while try goesOn(closing: UInt8(ascii: "}"), or: .commaOrBrace, bytes)
    return JSONObject(distinct: members)
  }

  /// Steps into an array or object; false when it is empty, and then it is passed.
  mutating func open(
    closing: UInt8, _ bytes: Span<UInt8>, depth: Int
  ) throws(JSONSyntaxError) -> Bool {
    guard depth < limits.depth else { throw failure(.tooDeep(limit: limits.depth)) }
    position += 1
    return try !close(closing, bytes)
  }

  /// After an element: true past a comma that another element follows, false past the end of the container.
  mutating func goesOn(
    closing: UInt8, or expected: JSONSyntaxError.Expected, _ bytes: Span<UInt8>
  ) throws(JSONSyntaxError) -> Bool {
    if try close(closing, bytes) { return false }
    guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else {
      throw failure(expecting: expected, bytes)
    }
    position += 1
    // A comma before the end is for people who edit lists.
    if dialect == .configuration, try close(closing, bytes) { return false }
    return true
  }

  /// Passes `closing` if it is next.
  private mutating func close(_ closing: UInt8, _ bytes: Span<UInt8>) throws(JSONSyntaxError) -> Bool {
    try skipSpace(bytes)
    guard position < bytes.count, bytes[position] == closing else { return false }
    position += 1
    return true
  }

  /// The name of a member and the colon behind it.
  mutating func memberName(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      throw failure(expecting: .memberName, bytes)
    }
    let name = try string(bytes)
    try skipSpace(bytes)
    guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
      throw failure(expecting: .colon, bytes)
    }
    position += 1
    return name
  }
}

// MARK: - Parsing values

extension JSONValue {
  /// Reads the one value of the document `bytes`: UTF-8, with at most one byte order mark at its start.
  ///
  /// Lone surrogate escapes (`"\ud800"`) become U+FFFD: peers that cut text in UTF-16 write them, and one is
  /// no reason to lose a whole answer.
  package init(
    parsing bytes: [UInt8], limits: JSONLimits = JSONLimits(), dialect: JSONDialect = .strict
  ) throws(JSONSyntaxError) {
    var parser = JSONParser(limits: limits, dialect: dialect)
    self = try parser.document(bytes.span)
  }

  /// Reads the document in a slice, whose first byte has offset 0 in errors.
  package init(
    parsing bytes: ArraySlice<UInt8>, limits: JSONLimits = JSONLimits(), dialect: JSONDialect = .strict
  ) throws(JSONSyntaxError) {
    var parser = JSONParser(limits: limits, dialect: dialect)
    self = try parser.document(bytes.span)
  }
}
