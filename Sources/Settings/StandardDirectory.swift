/// The directories of the XDG Base Directory Specification that the bridge uses.
enum StandardDirectory {
  case configuration
  case state

  /// The bridge's directory; nil without a home directory. The specification says to ignore relative paths.
  func path(environment: [String: String]) -> String? {
    let base = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (base ?? home.map { "\($0)/\(fallback)" }).map { "\($0)/a2a-bridge" }
  }

  private var variable: String {
    switch self {
    case .configuration: "XDG_CONFIG_HOME"
    case .state: "XDG_STATE_HOME"
    }
  }

  private var fallback: String {
    switch self {
    case .configuration: ".config"
    case .state: ".local/state"
    }
  }
}
