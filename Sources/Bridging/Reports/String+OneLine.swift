import Telemetry

extension String {
  /// The same where nothing ends the line, moves a cursor, hides or turns anything: what would is written as what it
  /// is.
  ///
  /// Reports pass all that they print through this, whoever has said it and however it was cleaned before.
  var oneLine: String {
    guard unicodeScalars.contains(where: \.isNoPartOfALine) else { return self }
    var line = ""
    for scalar in unicodeScalars {
      if scalar.isNoPartOfALine {
        line += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }
}

extension Unicode.Scalar {
  fileprivate var isNoPartOfALine: Bool { value < 0x20 || isDeceptive }
}
