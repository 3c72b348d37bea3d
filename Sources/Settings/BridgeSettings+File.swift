package import Telemetry

extension BridgeSettings {
  /// Reads the configuration in `file`. Flags win over the environment, the environment over the file.
  ///
  /// Every credential that is found is registered with `redaction` at once. Throws everything that is wrong with the
  /// file and with the variables that override it; a credential that is missing on this machine is no error but
  /// disables its agent.
  package init(
    file: ConfigurationFile, overrides flags: Overrides = Overrides(), environment: [String: String],
    files: FileSource = .system, redaction: Redaction
  ) throws(SettingsError) {
    let overrides = flags.or(try Overrides(environment: environment))
    var reader = try SettingsReader(file, environment: environment, files: files, redaction: redaction)
    self = try reader.settings()
    self.redaction = redaction
    apply(overrides, environment: environment)
  }
}
