import Crypto
import Encodings
import JSON

/// A short stand-in for a call's arguments: the same for the same arguments, however a client writes them.
enum ArgumentDigest {
  /// 128 bits as hexadecimal digits.
  static func of(_ arguments: JSONObject) -> String {
    let bytes = canonical(.object(arguments)).serialized()
    return String(SHA256.hash(data: bytes).hexadecimal.prefix(32))
  }

  /// Members by name, whole numbers as digits: clients and agents may write both anew each time.
  static func canonical(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let object):
      .object(
        JSONObject(
          object.members
            .map { JSONObject.Member(name: $0.name, value: canonical($0.value)) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }))
    case .array(let elements): .array(elements.map { canonical($0) })
    case .number(let number): .number(canonical(number))
    case .null, .bool, .string: value
    }
  }

  private static func canonical(_ number: JSONNumber) -> JSONNumber {
    if let int = number.int { return JSONNumber(int) }
    // Digits that a `Double` can't hold are nobody's to change.
    return number.isInteger ? number : JSONNumber(number.double) ?? number
  }
}
