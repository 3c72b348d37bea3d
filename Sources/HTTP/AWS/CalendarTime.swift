import Glibc

/// A moment in the basic format of ISO 8601, in UTC.
struct CalendarTime: Sendable {
  /// `20150830T123600Z`.
  let basic: String

  /// - Parameter seconds: since 1970.
  init(seconds: Int) {
    var time = time_t(seconds)
    var parts = unsafe tm()
    unsafe gmtime_r(&time, &parts)
    let year = unsafe parts.tm_year + 1900
    let rest = unsafe [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
      .map { $0 < 10 ? "0\($0)" : "\($0)" }
    basic = "\(year)\(rest[0])\(rest[1])T\(rest[2])\(rest[3])\(rest[4])Z"
  }

  /// `20150830`.
  var day: String { String(basic.prefix(8)) }

  static var now: CalendarTime { CalendarTime(seconds: Int(time(nil))) }
}
