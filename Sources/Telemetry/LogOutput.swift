package import Logging
private import Synchronization

/// The one place where log lines are written, shared by all loggers of the process.
package final class LogOutput: Sendable {
  private let sink: any LogSink
  private let isJSON: Bool
  private let redaction: Redaction
  private let now: @Sendable () -> Timestamp
  private let level: Logger.Level
  private let lostLines = Mutex(0)

  /// Lines to `sink`; `isTerminal` decides what the format `auto` means, `now` is the clock of the time stamps.
  package init(
    to sink: any LogSink, isTerminal: Bool, options: LogOptions, redaction: Redaction,
    now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
  ) {
    self.sink = sink
    self.redaction = redaction
    self.now = now
    level = Logger.Level(options.level)
    isJSON =
      switch options.format {
      case .json: true
      case .text: false
      case .auto: !isTerminal
      }
  }

  /// Lines to the file that `options` names, else to standard error.
  package convenience init(options: LogOptions, redaction: Redaction) throws(LogFileError) {
    let sink: DescriptorSink
    if let path = options.file {
      sink = try DescriptorSink(appendingTo: path)
    } else {
      sink = DescriptorSink(descriptor: 2)
    }
    self.init(to: sink, isTerminal: sink.isTerminal, options: options, redaction: redaction)
  }

  /// A logger that writes here; swift-log's global bootstrap is not involved.
  package func logger(label: String) -> Logger {
    Logger(label: label, factory: { _ in StderrLogHandler(output: self, logLevel: level) })
  }

  func write(_ message: String, level: Logger.Level, metadata: Logger.Metadata) {
    let time = now()
    let lost = lostLines.withLock { lost in
      defer { lost = 0 }
      return lost
    }
    if lost > 0 && !write(notice(of: lost, at: time)) {
      lostLines.withLock { $0 += lost + 1 }
      return
    }
    var line = LogLine(message, level: level, at: time, asJSON: isJSON, redaction: redaction)
    line.append(metadata)
    if !write(line) { lostLines.withLock { $0 += 1 } }
  }

  private func write(_ line: LogLine) -> Bool { sink.write(line.finished) }

  private func notice(of lost: Int, at time: Timestamp) -> LogLine {
    var line = LogLine(
      "log lines were lost because nobody read them", level: .warning, at: time, asJSON: isJSON,
      redaction: redaction)
    line.append(["lost": .stringConvertible(lost)])
    return line
  }
}
