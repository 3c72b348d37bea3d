import JSON
import Telemetry

extension SettingsReader {
  /// The object at `field`, with its unknown keys reported. `keys` narrows what is known where it stands.
  mutating func section<Key: SettingsKey>(
    _ field: SettingsField?, as _: Key.Type, keys: [Key] = Array(Key.allCases)
  ) -> SettingsSection<Key>? {
    guard let field else { return nil }
    guard let object = field.value.object else {
      reportKind(of: field, expected: "an object")
      return nil
    }
    let known = keys.map(\.rawValue)
    for name in object.names where !known.contains(name) {
      let place = field.path == .root ? "at the top level" : "in \(field.path)"
      let advice = SettingsSchema.advice(about: name, among: keys)
      report(
        "unknown key \(EscapedText.quoting(name)) \(place)\(advice)", at: field.path.appending(name: name))
    }
    return SettingsSection(object: object, path: field.path)
  }

  /// The string at `field` with its variables filled in, as `reading` understands it.
  ///
  /// What the file says wrongly is a problem of the file; what a variable says wrongly only makes the setting
  /// unavailable, and is not shown, because it may be a secret that went astray.
  mutating func value<Value>(
    _ field: SettingsField?, expected: String = "a string",
    _ reading: (String) throws(Unusable) -> Value
  ) -> Resolved<Value>? {
    guard let field, let template = template(field, expected: expected) else { return nil }
    switch resolve(template, isSecret: false).named(field.path) {
    case .unavailable(let reason): return .unavailable(reason)
    case .value(let text):
      do throws(Unusable) {
        return .value(try reading(text))
      } catch {
        guard template.variables.isEmpty else {
          let names = template.variables.map { "${\($0)}" }.joined(separator: ", ")
          return .unavailable("\(field.path) \(error.requirement), which the value of \(names) is not")
        }
        report("\(field.path) \(error.sentence(about: text))", at: field.path)
        return nil
      }
    }
  }

  /// The path of a file or directory; a relative one belongs to the configuration's own directory.
  mutating func path(_ field: SettingsField?) -> Resolved<String>? {
    let (file, environment) = (file, environment)
    return value(field, expected: "a path") { (text) throws(Unusable) in
      guard !text.isEmpty, !text.utf8.contains(0) else { throw Unusable("must be a path") }
      return file.resolving(text, environment: environment)
    }
  }

  /// The same; `false` says that there is none, even where the defaults name one.
  mutating func pathOrNone(_ field: SettingsField?) -> Resolved<String?>? {
    if field?.value.bool == false { return .value(nil) }
    if let field, field.value.string == nil {
      reportKind(of: field, expected: "a path, or false for none")
      return nil
    }
    return path(field).map { $0.map(Optional.some) }
  }

  /// A setting of the whole bridge: what is unavailable is a problem, because no single agent can be left out for it.
  mutating func demanded<Value>(_ resolved: Resolved<Value>?, _ field: SettingsField?) -> Value? {
    switch resolved {
    case .value(let value): return value
    case .unavailable(let reason):
      if let field { report(reason, at: field.path) }
      return nil
    case nil: return nil
    }
  }

  /// A duration, as `reading` understands it. A bare number gets a sentence of its own.
  mutating func duration<Value>(
    _ field: SettingsField?, _ reading: (String) throws(Unusable) -> Value
  ) -> Resolved<Value>? {
    if let field, case .number(let number) = field.value {
      let text = number.text.prefix(20)
      report(
        "\(field.path) needs a unit: write \"\(text)s\" or \"\(text)ms\" instead of \(text)", at: field.path)
      return nil
    }
    return value(field, expected: "a duration such as \"30s\"", reading)
  }

  /// A size in bytes. A bare number gets a sentence of its own.
  mutating func size(_ field: SettingsField?, in range: ClosedRange<Int>) -> Resolved<Int>? {
    if let field, case .number(let number) = field.value {
      let text = number.text.prefix(20)
      report(
        "\(field.path) needs a unit: write \"\(text)KiB\" or \"\(text)MiB\" instead of \(text)",
        at: field.path)
      return nil
    }
    return value(field, expected: "a size such as \"1MiB\"") { (text) throws(Unusable) in
      try SizeText.reading(text, in: range)
    }
  }

  /// The word at `field`, which is no template: what else stands beside it depends on it.
  mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ field: SettingsField) -> Word? {
    guard let text = field.value.string else {
      reportKind(of: field, expected: "a string")
      return nil
    }
    do throws(Unusable) {
      return try SettingsWord.reading(text)
    } catch {
      report("\(field.path) \(error.sentence(about: text))", at: field.path)
      return nil
    }
  }

  mutating func integer(_ field: SettingsField?, in range: ClosedRange<Int>) -> Int? {
    guard let field else { return nil }
    if let number = field.value.int, range.contains(number) { return number }
    let found =
      if case .number(let number) = field.value { String(number.text.prefix(20)) } else { field.value.kind }
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    report("\(field.path) must be \(expected); found \(found)", at: field.path)
    return nil
  }

  mutating func flag(_ field: SettingsField?) -> Bool? {
    guard let field else { return nil }
    guard let flag = field.value.bool else {
      reportKind(of: field, expected: "true or false")
      return nil
    }
    return flag
  }

  /// The array at `field`, each element as `reading` understands it. One unavailable element makes all unavailable.
  mutating func list<Element>(
    _ field: SettingsField?, of elements: String, maximum: Int = ToolSettings.maximumEntries,
    _ reading: (String) throws(Unusable) -> Element
  ) -> Resolved<[Element]>? {
    guard let field else { return nil }
    guard let array = field.value.array else {
      reportKind(of: field, expected: "an array of \(elements)")
      return nil
    }
    guard hasRoom(array.count, field, maximum) else { return nil }
    var list: [Element] = []
    for (index, element) in array.enumerated() {
      switch value(SettingsField(value: element, path: field.path.appending(index: index)), reading) {
      case .value(let element): list.append(element)
      case .unavailable(let reason): return .unavailable(reason)
      case nil: continue
      }
    }
    return .value(list)
  }

  /// The object at `field`, whose keys are the user's, each value as `reading` understands it.
  mutating func map(
    _ field: SettingsField?, of values: String, maximum: Int = ToolSettings.maximumEntries,
    _ reading: (String) throws(Unusable) -> String
  ) -> Resolved<[String: String]>? {
    guard let field else { return nil }
    guard let object = field.value.object else {
      reportKind(of: field, expected: "an object of \(values)")
      return nil
    }
    guard hasRoom(object.count, field, maximum) else { return nil }
    var map: [String: String] = [:]
    for member in object {
      switch value(SettingsField(value: member.value, path: field.path.appending(name: member.name)), reading)
      {
      case .value(let text): map[member.name] = text
      case .unavailable(let reason): return .unavailable(reason)
      case nil: continue
      }
    }
    return .value(map)
  }

  mutating func reportKind(of field: SettingsField, expected: String) {
    report("\(field.path) must be \(expected); found \(field.value.kind)", at: field.path)
  }

  /// The string at `field` with its references found; nil with a problem noted.
  mutating func template(_ field: SettingsField, expected: String) -> StringTemplate? {
    guard let text = field.value.string else {
      reportKind(of: field, expected: expected)
      return nil
    }
    do throws(StringTemplate.Fault) {
      return try StringTemplate(text)
    } catch {
      report("\(field.path) \(error)", at: field.path)
      return nil
    }
  }

  mutating func hasRoom(
    _ count: Int, _ field: SettingsField, _ maximum: Int = ToolSettings.maximumEntries
  ) -> Bool {
    guard count > maximum else { return true }
    report("\(field.path) has \(count) entries; at most \(maximum) are allowed", at: field.path)
    return false
  }
}
