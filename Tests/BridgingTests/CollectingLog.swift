import Logging
import Synchronization

/// A log that keeps its lines: `warning agent=weather the words`.
final class CollectingLog: Sendable {
  private let state = Mutex([String]())

  var lines: [String] { state.withLock { $0 } }

  var logger: Logger { Logger(label: "test") { _ in Sink(log: self) } }

  private struct Sink: LogHandler {
    let log: CollectingLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let agent = event.metadata?["agent"].map { "agent=\($0) " } ?? ""
      log.state.withLock { $0.append("\(event.level) \(agent)\(event.message)") }
    }
  }
}
