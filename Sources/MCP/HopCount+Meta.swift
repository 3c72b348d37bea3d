import JSON
import Telemetry

extension HopCount {
  /// The count that a request's `_meta` names, as a number or in digits.
  ///
  /// - Returns: nil where it names none.
  static func read(meta: JSONValue?) -> Int? {
    switch meta?[metaKey] {
    case .number(let number)?: read(number.int) ?? read(number.description)
    case .string(let digits)?: read(digits)
    case .null?, .bool?, .array?, .object?, nil: nil
    }
  }
}
