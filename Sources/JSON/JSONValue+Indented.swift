extension JSONValue {
  /// The JSON text of this value for people: a line for each member and element, two spaces a level.
  package var indentedText: String {
    var output: [UInt8] = []
    writeIndented(to: &output, level: 0)
    return String(decoding: output, as: UTF8.self)
  }

  private func writeIndented(to output: inout [UInt8], level: Int) {
    switch self {
    case .array(let array) where !array.isEmpty:
      Self.write(array, in: "[]", to: &output, level: level) { element, output in
        element.writeIndented(to: &output, level: level + 1)
      }
    case .object(let object) where !object.isEmpty:
      Self.write(object.members, in: "{}", to: &output, level: level) { member, output in
        JSONValue.string(member.name).write(to: &output)
        output.append(contentsOf: ": ".utf8)
        member.value.writeIndented(to: &output, level: level + 1)
      }
    default: write(to: &output)
    }
  }

  private static func write<Element>(
    _ elements: [Element], in brackets: StaticString, to output: inout [UInt8], level: Int,
    _ writeOne: (Element, inout [UInt8]) -> Void
  ) {
    let brackets = Array("\(brackets)".utf8)
    output.append(brackets[0])
    for (index, element) in elements.enumerated() {
      output.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
      output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * (level + 1)))
      writeOne(element, &output)
    }
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    output.append(brackets[1])
  }
}
