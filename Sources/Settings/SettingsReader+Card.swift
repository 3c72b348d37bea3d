import JSON
import Telemetry

extension SettingsReader {
  /// The agent's card, if the user has one, and what is said about cards: a path, a card as it stands, or an object of
  /// settings that may hold either.
  mutating func card(in field: SettingsField?, _ options: inout AgentOptions) -> Resolved<OwnCard>? {
    guard let field else { return nil }
    guard let object = field.value.object else {
      return cardFile(field, expected: "the path of a card, or a card")
    }
    guard Self.areSettings(object) else {
      checkCard(object, field)
      return .value(OwnCard(document: field.value))
    }
    guard let section = section(field, as: CardKey.self) else { return nil }
    readTrust(section, into: &options)
    switch (section[.file], section[.inline]) {
    case (let file?, nil): return cardFile(file, expected: "the path of a card")
    case (nil, let inline?): return inlineCard(inline)
    case (nil, nil): return nil
    case (_?, let inline?):
      report("\(field.path) has both \"file\" and \"inline\"; keep one of them", at: inline.path)
      return nil
    }
  }

  /// What `defaults` say about cards.
  mutating func readCardDefaults(_ field: SettingsField?, into options: inout AgentOptions) {
    guard let section = section(field, as: CardKey.self, keys: CardKey.inheritable) else { return }
    readTrust(section, into: &options)
  }

  private mutating func readTrust(_ section: SettingsSection<CardKey>, into options: inout AgentOptions) {
    options.cardChange = value(section[.onChange], SettingsWord.reading)
    options.cardSignatures = value(section[.signature], SettingsWord.reading)
    options.cardKeys = keys(section[.keys])
    if let field = section[.keys], case .value(let places) = options.cardKeys {
      for place in places where !place.contains("://") { warn(aboutKeysIn: place, field) }
    }
  }

  /// True when the value is a card or says where one is, not just settings of one.
  func bringsCard(_ field: SettingsField?) -> Bool {
    guard let field else { return false }
    guard let object = field.value.object, Self.areSettings(object) else { return true }
    let section = SettingsSection<CardKey>(object: object, path: field.path)
    return section[.file] != nil || section[.inline] != nil
  }

  /// True for settings of a card, false for a card. Typing errors are no reason to take one for the other.
  private static func areSettings(_ object: JSONObject) -> Bool {
    object.names.allSatisfy { NearestWord.to($0, among: CardKey.allCases.map(\.rawValue)) != nil }
  }

  private mutating func checkCard(_ object: JSONObject, _ field: SettingsField) {
    let known = CardKey.allCases.map(\.rawValue)
    if let name = object.names.first(where: known.contains) {
      report(
        "\(field.path) holds a card and the setting \"\(name)\"; put the card under \"inline\"",
        at: field.path.appending(name: name))
    }
  }

  /// Taken as it is: `${VAR}` means nothing in it.
  private mutating func inlineCard(_ field: SettingsField) -> Resolved<OwnCard>? {
    guard field.value.object != nil else {
      reportKind(of: field, expected: "a card")
      return nil
    }
    return .value(OwnCard(document: field.value))
  }

  private mutating func cardFile(_ field: SettingsField, expected: String) -> Resolved<OwnCard>? {
    guard field.value.string != nil else {
      reportKind(of: field, expected: expected)
      return nil
    }
    switch path(field) {
    case .value(let path):
      do throws(OwnCard.Failure) {
        return .value(try OwnCard(file: path, files: files))
      } catch {
        return Resolved.unavailable("\(error)").named(field.path)
      }
    case .unavailable(let reason): return .unavailable(reason)
    case nil: return nil
    }
  }

  /// Warns of a key set that others can change: they would choose whose signature counts. Why one can't be read is said
  /// where it is used.
  private mutating func warn(aboutKeysIn path: String, _ field: SettingsField) {
    guard let hands = (try? files.read(path, ConfigurationFile.maximumBytes))?.foreignHands else { return }
    let name = EscapedText.quoting(path, limit: 500)
    find(.warning, "\(name) says whose signatures count and \(hands)", at: field.path)
  }

  /// Paths and URLs of key sets. A URL is whatever has a scheme.
  private mutating func keys(_ field: SettingsField?) -> Resolved<[String]>? {
    let (file, environment) = (file, environment)
    return list(field, of: "paths and URLs", maximum: CardSettings.maximumKeys) { (text) throws(Unusable) in
      if text.contains("://") { return try AgentURL.checkedKeySet(text) }
      guard !text.isEmpty, !text.utf8.contains(0) else {
        throw Unusable("must be the path or URL of a key set")
      }
      return file.resolving(text, environment: environment)
    }
  }
}
