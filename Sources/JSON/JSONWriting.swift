// Compact JSON: no spaces, the required escapes only, numbers as they are spelled.

extension JSONValue {
  /// Appends the JSON text of this value.
  package func write(to output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(true): output.append(contentsOf: "true".utf8)
    case .bool(false): output.append(contentsOf: "false".utf8)
    case .number(let number): output.append(contentsOf: number.text.utf8)
    case .string(let string): output.append(quoting: string)
    case .array(let array): Self.write(array, to: &output)
    case .object(let object): object.write(to: &output)
    }
  }

  private static func write(_ array: [JSONValue], to output: inout [UInt8]) {
    output.append(UInt8(ascii: "["))
    var isFirst = true
    for element in array {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      element.write(to: &output)
    }
    output.append(UInt8(ascii: "]"))
  }

  /// The JSON text of this value as bytes of UTF-8.
  package func serialized() -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(leastByteCount)
    write(to: &output)
    return output
  }

  /// The JSON text of this value.
  package var text: String {
    String(decoding: serialized(), as: UTF8.self)
  }

  /// The length of the JSON text if nothing needs escaping, so a large text is written without moving it.
  fileprivate var leastByteCount: Int {
    switch self {
    case .null, .bool: 5
    case .number(let number): number.text.utf8.count
    case .string(let string): string.utf8.count + 2
    case .array(let array): array.reduce(2) { $0 + $1.leastByteCount + 1 }
    case .object(let object): object.leastByteCount
    }
  }
}

extension JSONObject {
  /// Appends the JSON text of this object.
  package func write(to output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    var isFirst = true
    for member in members {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      output.append(quoting: member.name)
      output.append(UInt8(ascii: ":"))
      member.value.write(to: &output)
    }
    output.append(UInt8(ascii: "}"))
  }

  /// The JSON text of this object as bytes of UTF-8.
  package func serialized() -> [UInt8] {
    JSONValue.object(self).serialized()
  }

  /// The JSON text of this object.
  package var text: String {
    JSONValue.object(self).text
  }

  fileprivate var leastByteCount: Int {
    members.reduce(2) { $0 + $1.name.utf8.count + 4 + $1.value.leastByteCount }
  }
}

extension [UInt8] {
  /// Appends `string` in quotes, copied in as few pieces as its escapes allow.
  fileprivate mutating func append(quoting string: String) {
    append(UInt8(ascii: "\""))
    let bytes = string.utf8.span
    var run = 0
    while true {
      let end = bytes.endOfPlainText(from: run)
      append(copying: bytes, run..<end)
      guard end < bytes.count else { break }
      append(escaping: bytes[end])
      run = end + 1
    }
    append(UInt8(ascii: "\""))
  }

  /// Appends the shortest escape of a byte that must not stand in a string as it is.
  private mutating func append(escaping byte: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
    case 0x08: append(UInt8(ascii: "b"))
    case 0x09: append(UInt8(ascii: "t"))
    case 0x0A: append(UInt8(ascii: "n"))
    case 0x0C: append(UInt8(ascii: "f"))
    case 0x0D: append(UInt8(ascii: "r"))
    default:
      append(contentsOf: byte < 0x10 ? "u000".utf8 : "u00".utf8)
      append(contentsOf: String(byte, radix: 16).utf8)
    }
  }
}
