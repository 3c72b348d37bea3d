/// Which file is the configuration, and who said so.
package struct ConfigurationFile: Sendable, Hashable {
  package enum Origin: Sendable, Hashable {
    /// `--config`.
    case flag
    /// `A2A_BRIDGE_CONFIG`.
    case variable
    /// The user's configuration directory. Nobody asked for it, so it may be missing.
    case standard
  }

  package let path: String
  package let origin: Origin

  package init(path: String, origin: Origin) {
    self.path = path
    self.origin = origin
  }

  /// The variable that names the file.
  package static let variable = "A2A_BRIDGE_CONFIG"
  /// The most bytes a configuration has.
  package static let maximumBytes = 1 << 20

  /// The file to read: what `--config` says, else the variable, else `bridge.json` in the user's configuration
  /// directory.
  ///
  /// The working directory is never searched: a repository that is merely opened must not bring agents along. Nil when
  /// nothing was said and there is no home directory.
  package static func discovered(flag: String?, environment: [String: String]) -> ConfigurationFile? {
    if let flag { return ConfigurationFile(path: flag, origin: .flag) }
    if let path = environment[variable], !path.isEmpty {
      return ConfigurationFile(path: path, origin: .variable)
    }
    return StandardDirectory.configuration.path(environment: environment)
      .map { ConfigurationFile(path: "\($0)/bridge.json", origin: .standard) }
  }

  /// The path that `path` means when it stands in this file: relative to it, `~/` for the home directory.
  func resolving(_ path: String, environment: [String: String]) -> String {
    if path.hasPrefix("/") { return path }
    if path == "~" || path.hasPrefix("~/"), let home = environment["HOME"], !home.isEmpty {
      return home + path.dropFirst()
    }
    guard let slash = self.path.lastIndex(of: "/") else { return path }
    return self.path[...slash] + path
  }
}
