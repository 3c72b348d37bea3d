import JSON
import Telemetry

// The parts of the whole bridge as the configuration writes them.

extension PushSettings {
  var shown: JSONValue {
    .section([PushKey.listen: .text(listen.description), .url: .url(url)])
  }
}

extension LogOptions {
  var shown: JSONValue {
    .section([LoggingKey.level: .text(level.rawValue), .format: .text(format.rawValue), .file: .text(file)])
  }
}

extension BridgeLimits {
  var shown: JSONValue {
    .section([
      LimitKey.concurrentCalls: .number(concurrentCalls), .callsPerMinute: .number(callsPerMinute),
      .callsPerHour: .number(callsPerHour), .hops: .number(hops), .memory: .size(memoryBytes),
    ])
  }
}

extension AuditSettings {
  var shown: JSONValue {
    .section([
      AuditKey.file: .text(file), .arguments: .text(arguments.rawValue), .maxSize: .size(fileBytes),
      .files: .number(files),
    ])
  }
}
