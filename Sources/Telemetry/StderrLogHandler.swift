package import Logging

/// swift-log's way to a ``LogOutput``.
package struct StderrLogHandler: LogHandler {
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  private let output: LogOutput

  package init(output: LogOutput, logLevel: Logger.Level) {
    self.output = output
    self.logLevel = logLevel
  }

  package subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// The nearest wins: what the statement says, then what the provider adds, then what the logger carries.
  package func log(event: LogEvent) {
    var merged = metadata
    if let provided = metadataProvider?.get() { merged.merge(provided) { _, new in new } }
    if let own = event.metadata { merged.merge(own) { _, new in new } }
    if let error = event.error { merged["error"] = .string(String(describing: error)) }
    output.write(event.message.description, level: event.level, metadata: merged)
  }
}
