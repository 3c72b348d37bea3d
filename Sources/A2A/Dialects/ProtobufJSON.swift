import JSON
import SwiftProtobuf

// Any JSON as protobuf carries it: `google.protobuf.Value` and `Struct`.

extension Google_Protobuf_Value {
  /// A number becomes a double, which is all that protobuf has; one that is too large for that goes as its text.
  init(_ json: JSONValue) {
    self.init()
    kind =
      switch json {
      case .null: .nullValue(.nullValue)
      case .bool(let bool): .boolValue(bool)
      case .number(let number) where number.double.isFinite: .numberValue(number.double)
      case .number(let number): .stringValue(number.text)
      case .string(let text): .stringValue(text)
      case .array(let values): .listValue(.with { $0.values = values.map { Google_Protobuf_Value($0) } })
      case .object(let object): .structValue(Google_Protobuf_Struct(object))
      }
  }
}

extension Google_Protobuf_Struct {
  init(_ object: JSONObject) {
    self.init()
    fields = Dictionary(
      object.map { ($0.name, Google_Protobuf_Value($0.value)) }, uniquingKeysWith: { _, last in last })
  }
}

extension JSONValue {
  init(_ value: Google_Protobuf_Value) {
    self =
      switch value.kind {
      case .nullValue, nil: .null
      case .boolValue(let bool): .bool(bool)
      case .numberValue(let number): JSONValue(protobuf: number)
      case .stringValue(let text): .string(text)
      case .listValue(let list): .array(list.values.map { JSONValue($0) })
      case .structValue(let fields): .object(JSONObject(fields))
      }
  }

  /// Doubles stand for integers, too, so one without a fraction is written as an integer, as far as it is exact.
  private init(protobuf number: Double) {
    if let integer = Int(exactly: number), integer.magnitude < 1 << 53 {
      self = JSONValue(integer)
    } else {
      self = JSONNumber(number).map { .number($0) } ?? .string(number.description)
    }
  }
}

extension JSONObject {
  /// The members in the order of their names, for on the wire they have none.
  init(_ fields: Google_Protobuf_Struct) {
    self.init(
      fields.fields.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: JSONValue($0.value)) })
  }
}
