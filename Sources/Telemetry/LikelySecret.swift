/// Texts that nobody has called a secret and that look like one.
package enum LikelySecret {
  /// The fewest letters and digits in a row that make one.
  static let minimumRun = 12

  /// Whether somewhere in `text` letters and digits follow each other, both of them and so many, as no word has them
  /// but keys and tokens do. Regions, versions, dates and hosts don't count: they stand in ordinary answers, too.
  package static func isIn(_ text: String) -> Bool {
    text.utf8.split { !isDigit($0) && !isLetter($0) }.contains { run in
      run.count >= minimumRun && run.contains(where: isDigit) && run.contains(where: isLetter)
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
