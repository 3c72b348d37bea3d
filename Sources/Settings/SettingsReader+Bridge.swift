import JSON
import Telemetry

/// The bridge as a whole.
extension SettingsReader {
  mutating func logging(in field: SettingsField?) -> LogOptions {
    var options = LogOptions()
    guard let logging = section(field, as: LoggingKey.self) else { return options }
    options.level = demanded(value(logging[.level], SettingsWord.logLevel), logging[.level]) ?? options.level
    options.format =
      demanded(value(logging[.format], SettingsWord.reading), logging[.format]) ?? options.format
    options.file = demanded(path(logging[.file]), logging[.file])
    return options
  }

  mutating func stateDirectory(in field: SettingsField?) -> String? {
    section(field, as: StateKey.self).flatMap { demanded(path($0[.dir]), $0[.dir]) }
  }

  mutating func limits(in field: SettingsField?) -> BridgeLimits {
    var limits = BridgeLimits()
    guard let section = section(field, as: LimitKey.self) else { return limits }
    let calls = integer(section[.concurrentCalls], in: BridgeLimits.concurrentCallsRange)
    limits.concurrentCalls = calls ?? limits.concurrentCalls
    let perMinute = integer(section[.callsPerMinute], in: BridgeLimits.callsPerMinuteRange)
    limits.callsPerMinute = perMinute ?? limits.callsPerMinute
    let perHour = integer(section[.callsPerHour], in: BridgeLimits.callsPerHourRange)
    limits.callsPerHour = perHour ?? limits.callsPerHour
    limits.hops = integer(section[.hops], in: BridgeLimits.hopsRange) ?? limits.hops
    let memory = size(section[.memory], in: BridgeLimits.memoryBytesRange)
    limits.memoryBytes = demanded(memory, section[.memory]) ?? limits.memoryBytes
    return limits
  }

  mutating func audit(in field: SettingsField?) -> AuditSettings? {
    guard let section = section(field, as: AuditKey.self) else { return nil }
    guard let file = section[.file] else {
      report("\(section.path).file is missing: where the lines go", at: section.path)
      return nil
    }
    guard let path = demanded(path(file), file) else { return nil }
    var audit = AuditSettings(file: path)
    let arguments: AuditSettings.Arguments? = demanded(
      value(section[.arguments], SettingsWord.reading), section[.arguments])
    audit.arguments = arguments ?? audit.arguments
    let size = demanded(size(section[.maxSize], in: AuditSettings.fileBytesRange), section[.maxSize])
    audit.fileBytes = size ?? audit.fileBytes
    audit.files = integer(section[.files], in: AuditSettings.filesRange) ?? audit.files
    return audit
  }

  mutating func ownTools(in field: SettingsField?) -> OwnToolSettings {
    var tools = OwnToolSettings()
    guard let section = section(field, as: OwnToolKey.self) else { return tools }
    tools.taskList = flag(section[.taskList]) ?? tools.taskList
    return tools
  }

  mutating func push(in field: SettingsField?) -> PushSettings? {
    guard let section = section(field, as: PushKey.self) else { return nil }
    let url = demanded(value(section[.url], AgentURL.checked), section[.url])
    guard let place = section[.listen] else {
      if let place = section[.url] {
        report("\(section.path).listen is missing: the place that the URL leads to", at: place.path)
      }
      return nil
    }
    guard let listen = demanded(value(place, ListenAddress.checked), place) else { return nil }
    if listen.isUnspecified, section[.url] == nil {
      report("\(section.path).url is missing: no agent can call \(listen)", at: section.path)
    }
    if listen.port == 0, url != nil {
      find(
        .warning,
        "\(place.path) has the port 0, another one at each start, and \(section.path).url must lead to it",
        at: place.path)
    }
    return PushSettings(listen: listen, url: url)
  }
}
