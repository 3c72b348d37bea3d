import JSON

/// The value of `text`.
func parsed(
  _ text: String, depth: Int = 128, _ dialect: JSONDialect = .strict
) throws(JSONSyntaxError) -> JSONValue {
  try JSONValue(parsing: Array(text.utf8), limits: JSONLimits(depth: depth), dialect: dialect)
}

/// Why `bytes` are refused; nil when they are not.
func refusal(_ bytes: [UInt8], depth: Int = 128, _ dialect: JSONDialect = .strict) -> JSONSyntaxError? {
  do throws(JSONSyntaxError) {
    _ = try JSONValue(parsing: bytes, limits: JSONLimits(depth: depth), dialect: dialect)
    return nil
  } catch {
    return error
  }
}

/// Why `text` is refused; nil when it is not.
func refusal(_ text: String, depth: Int = 128, _ dialect: JSONDialect = .strict) -> JSONSyntaxError? {
  refusal(Array(text.utf8), depth: depth, dialect)
}
