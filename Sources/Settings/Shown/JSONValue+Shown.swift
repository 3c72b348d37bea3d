import JSON
import Telemetry

extension JSONValue {
  /// What stands in place of a secret.
  static let secret = JSONValue.string(Secret.mark)

  /// An object of the configuration, by the keys that it knows.
  static func section<Key: SettingsKey>(_ members: KeyValuePairs<Key, JSONValue>) -> JSONValue {
    .object(JSONObject(members.map { JSONObject.Member(name: $0.key.rawValue, value: $0.value) }))
  }

  /// A text as the configuration writes it, where `${` begins a variable and `$${` is one that doesn't.
  static func text(_ text: String?) -> JSONValue {
    text.map { .string($0.replacing("${", with: "$${")) } ?? .null
  }

  static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .text($0) }) }

  /// Ordered by name, because a map has no order of its own.
  static func map<Value>(_ map: [String: Value], _ shown: (Value) -> JSONValue) -> JSONValue {
    .object(
      JSONObject(
        map.sorted { $0.key < $1.key }.map { JSONObject.Member(name: $0.key, value: shown($0.value)) }))
  }

  static func number(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }

  static func duration(_ duration: Duration) -> JSONValue { .string(DurationText.text(duration)) }

  static func size(_ bytes: Int) -> JSONValue { .string(SizeText.text(bytes)) }

  /// A URL without its query, which may be a credential.
  static func url(_ url: String?) -> JSONValue { text(url).withoutQuery }

  /// The same URL without its query.
  var withoutQuery: JSONValue {
    guard let url = string, let end = url.firstIndex(where: { "?#".contains($0) }) else { return self }
    return .string("\(url[..<end])?\(Secret.mark)")
  }
}
