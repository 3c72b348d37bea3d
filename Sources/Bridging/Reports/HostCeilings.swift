/// How many tools the hosts in circulation are known to take.
enum HostCeilings {
  private static let known = [(40, "Cursor"), (100, "Windsurf"), (128, "VS Code")]

  /// What to say about `count` tools; nil when every host takes them.
  static func finding(for count: Int) -> Finding? {
    let passed = known.filter { count > $0.0 }
    guard !passed.isEmpty else { return nil }
    let hosts = passed.map { "\($0.1) takes \($0.0)" }.joined(separator: ", ")
    return Finding(
      .warning, "tools", "there are \(count) tools, and some hosts leave out what is too many (\(hosts))",
      fix:
        "\"tools\": {\"mode\": \"perAgent\"} or \"search\" in bridge.json makes few tools of many skills, and "
        + "{\"include\": […]} chooses among them")
  }
}
