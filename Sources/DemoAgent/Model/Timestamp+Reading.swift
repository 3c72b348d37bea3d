extension Timestamp {
  /// The instant that `text` names in RFC 3339's form, such as `2023-10-27T10:00:00.5Z`; nil for everything else.
  ///
  /// What is finer than a millisecond is dropped.
  init?(_ text: some StringProtocol) {
    var text = Substring(text)
    guard let year = text.takeNumber(4), text.take("-"), let month = text.takeNumber(2), text.take("-"),
      let day = text.takeNumber(2), text.take("T"), let hour = text.takeNumber(2), text.take(":"),
      let minute = text.takeNumber(2), text.take(":"), let second = text.takeNumber(2),
      let milliseconds = text.takeMilliseconds(), let offset = text.takeOffset(), text.isEmpty,
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Self.daysSince1970(year: year, month: month, day: day)
    self.init(
      secondsSince1970: days * 86_400 + hour * 3_600 + minute * 60 + second - offset,
      milliseconds: milliseconds)
  }
}

extension Substring {
  /// Drops `character` from the beginning, and tells whether it was there.
  fileprivate mutating func take(_ character: Character) -> Bool {
    guard first == character else { return false }
    removeFirst()
    return true
  }

  /// Exactly `count` digits.
  fileprivate mutating func takeNumber(_ count: Int) -> Int? {
    let digits = prefix(count)
    guard digits.count == count, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    removeFirst(count)
    return Int(digits)
  }

  /// The fraction of a second; none is zero.
  fileprivate mutating func takeMilliseconds() -> Int? {
    guard take(".") else { return 0 }
    let digits = prefix { $0.isASCII && $0.isNumber }
    guard (1...9).contains(digits.count) else { return nil }
    removeFirst(digits.count)
    return Int((digits + "00").prefix(3))
  }

  /// The seconds that the clock is ahead of UTC.
  fileprivate mutating func takeOffset() -> Int? {
    if take("Z") { return 0 }
    let sign = first == "-" ? -1 : 1
    guard take("+") || take("-"), let hours = takeNumber(2), take(":"), let minutes = takeNumber(2),
      hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }
}
