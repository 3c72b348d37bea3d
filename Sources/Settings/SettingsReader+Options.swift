import JSON
import Telemetry

extension SettingsReader {
  /// What an agent, or `defaults`, says about the settings that can be inherited.
  ///
  /// A card that stands in the section is read by whoever knows whose it is.
  mutating func options(in section: SettingsSection<AgentKey>) -> AgentOptions {
    var options = AgentOptions()
    options.headers = headers(in: section[.headers])
    options.credential = credential(in: section[.auth])
    options.writtenCredential = section[.auth].map { WrittenCredential.shown($0.value) }
    readTLS(section[.tls], into: &options)
    options.allowsHTTP = flag(section[.allowHttp])
    options.allowedOrigins = list(section[.allowedOrigins], of: "origins", AgentURL.checkedOrigin)
    options.wait = duration(section[.wait], WaitLimit.reading)
    options.onCancel = value(section[.onCancel], SettingsWord.reading)
    readTimeouts(section[.timeouts], into: &options)
    readTools(section[.tools], into: &options)
    readProtocol(section[.protocols], into: &options)
    if let results = self.section(section[.results], as: ResultKey.self) {
      options.maxCharacters = integer(results[.maxCharacters], in: ResultSettings.maxCharactersRange)
      options.links = flag(results[.links])
      options.filesDirectory = pathOrNone(results[.filesDir])
      options.fetchesFiles = flag(results[.fetchFiles])
    }
    options.filesRoot = pathOrNone(section[.filesRoot])
    readLimits(section[.limits], into: &options)
    return options
  }

  private mutating func readTimeouts(_ field: SettingsField?, into options: inout AgentOptions) {
    guard let timeouts = section(field, as: TimeoutKey.self) else { return }
    options.connect = duration(timeouts[.connect], DurationText.limit)
    options.card = duration(timeouts[.card], DurationText.limit)
    options.firstByte = duration(timeouts[.firstByte], DurationText.limit)
    options.idle = duration(timeouts[.idle], DurationText.limit)
    options.task = duration(timeouts[.task], DurationText.limit)
  }

  private mutating func readLimits(_ field: SettingsField?, into options: inout AgentOptions) {
    guard let limits = section(field, as: AgentLimitKey.self) else { return }
    options.concurrentCalls = integer(limits[.concurrentCalls], in: AgentLimits.concurrentCallsRange)
    options.callsPerMinute = integer(limits[.callsPerMinute], in: AgentLimits.callsPerMinuteRange)
    options.callsPerHour = integer(limits[.callsPerHour], in: AgentLimits.callsPerHourRange)
    options.cardBytes = size(limits[.cardSize], in: AgentLimits.cardBytesRange)
    options.answerBytes = size(limits[.answerSize], in: AgentLimits.answerBytesRange)
  }

  private mutating func readTools(_ field: SettingsField?, into options: inout AgentOptions) {
    guard let tools = section(field, as: ToolKey.self) else { return }
    options.mode = value(tools[.mode], SettingsWord.reading)
    options.include = list(tools[.include], of: "patterns", Self.glob)
    options.exclude = list(tools[.exclude], of: "patterns", Self.glob)
    options.rename = map(tools[.rename], of: "skill ids and names", Self.suffix)
    options.descriptions = map(tools[.descriptions], of: "skill ids and texts", Self.description)
    options.outputSchemas = schemas(tools[.outputSchemas])
    if let field = tools[.rename], case .value(let rename) = options.rename { checkDistinct(rename, field) }
  }

  /// The schemas by skill id, as they stand: `${VAR}` means nothing in them.
  private mutating func schemas(_ field: SettingsField?) -> [String: JSONObject]? {
    guard let field else { return nil }
    guard let object = field.value.object else {
      reportKind(of: field, expected: "an object of skill ids and JSON Schemas")
      return nil
    }
    guard hasRoom(object.count, field) else { return nil }
    var schemas: [String: JSONObject] = [:]
    for member in object {
      let schema = SettingsField(value: member.value, path: field.path.appending(name: member.name))
      schemas[member.name] = self.schema(schema)
    }
    return schemas
  }

  /// Hosts lose the whole list of tools over a schema without an object at its root.
  private mutating func schema(_ field: SettingsField) -> JSONObject? {
    guard let schema = field.value.object else {
      reportKind(of: field, expected: "a JSON Schema")
      return nil
    }
    guard schema["type"] == "object" else {
      report("\(field.path) must have \"type\": \"object\" at its root", at: field.path)
      return nil
    }
    guard field.value.text.utf8.count <= ToolSettings.maximumSchemaBytes else {
      report(
        "\(field.path) must not be longer than \(ToolSettings.maximumSchemaBytes) bytes", at: field.path)
      return nil
    }
    if let fault = SchemaFault.first(in: field.value, at: field.path) {
      report(fault.text, at: fault.path)
      return nil
    }
    return schema
  }

  private mutating func readProtocol(_ field: SettingsField?, into options: inout AgentOptions) {
    guard let section = section(field, as: ProtocolKey.self) else { return }
    options.bindings = list(section[.bindings], of: "names of bindings", SettingsWord.reading)
    options.dialect = value(section[.dialect], SettingsWord.reading)
    options.extensions = list(
      section[.extensions], of: "URIs", maximum: ProtocolSettings.maximumExtensions, Self.extensionURI)
  }

  /// Two skills under one name could not be told apart by the host.
  private mutating func checkDistinct(_ rename: [String: String], _ field: SettingsField) {
    var skills: [String: String] = [:]
    for (skill, suffix) in rename.sorted(by: { $0.key < $1.key }) {
      if let other = skills.updateValue(skill, forKey: suffix) {
        let both = "\(EscapedText.quoting(other)) and \(EscapedText.quoting(skill))"
        report(
          "\(field.path) gives \(both) the same name \"\(suffix)\"", at: field.path.appending(name: skill))
      }
    }
  }

  private mutating func headers(in field: SettingsField?) -> [AgentOptions.Header] {
    guard let field else { return [] }
    guard let object = field.value.object else {
      reportKind(of: field, expected: "an object of header names and values")
      return []
    }
    guard object.count <= AgentSettings.maximumHeaders else {
      report(
        "\(field.path) has \(object.count) entries; at most \(AgentSettings.maximumHeaders) are allowed",
        at: field.path)
      return []
    }
    var names: Set<String> = []
    var headers: [AgentOptions.Header] = []
    for member in object where !member.value.isNull {
      let path = field.path.appending(name: member.name)
      do throws(Unusable) {
        let name = try HeaderName.checked(member.name)
        if !names.insert(name.lowercased()).inserted {
          report("\(path) is there twice; the case of a header's name does not count", at: path)
        }
        let value = secret(
          SettingsField(value: member.value, path: path), isCredential: Redaction.isSensitive(name: name))
        if let value { headers.append(AgentOptions.Header(name: name, value: value)) }
      } catch {
        report("a key of \(field.path) \(error.sentence(about: member.name))", at: path)
      }
    }
    return headers
  }

  private static func glob(_ text: String) throws(Unusable) -> Glob {
    guard let glob = Glob(text) else {
      throw Unusable("must be a pattern of 1 to \(Glob.maximumLength) characters")
    }
    return glob
  }

  /// What can stand in the list that a header carries.
  private static func extensionURI(_ text: String) throws(Unusable) -> String {
    let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
    guard isPlain, (1...AgentURL.maximumBytes).contains(text.utf8.count), text.contains(":") else {
      throw Unusable("must be the URI of an extension, without spaces and commas")
    }
    return text
  }

  private static func suffix(_ text: String) throws(Unusable) -> String {
    let isPlain = text.utf8.allSatisfy(AgentName.isNameByte)
    guard isPlain, (1...ToolSettings.maximumSuffixLength).contains(text.utf8.count) else {
      throw Unusable("must be 1 to \(ToolSettings.maximumSuffixLength) of the characters a-z, 0-9 and _")
    }
    return text
  }

  private static func description(_ text: String) throws(Unusable) -> String {
    guard (1...ToolSettings.maximumDescriptionLength).contains(text.count) else {
      throw Unusable("must be 1 to \(ToolSettings.maximumDescriptionLength) characters")
    }
    return text
  }
}
