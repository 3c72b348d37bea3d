import HTTP
import Telemetry

/// Whether this machine and another one agree about the time of day, which tokens depend on.
enum ClockSkew {
  /// Up to here they do.
  static let tolerance = 300

  /// What is to be said of a difference; nil where there is none, or nobody knows.
  static func words(_ head: HTTPResponse.Head, now: Timestamp) -> String? {
    guard let date = head.fields["date"].flatMap(HTTPDate.seconds) else { return nil }
    let difference = Int(now.milliseconds / 1_000) - date
    guard abs(difference) > tolerance else { return nil }
    let minutes = abs(difference) / 60
    return
      "this machine's clock is \(minutes) min \(difference > 0 ? "ahead of" : "behind") the server's, which tokens don't "
      + "survive: set the clock"
  }
}
