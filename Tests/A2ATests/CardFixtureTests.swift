import FoundationEssentials
import JSON
import Testing

@testable import A2A

/// Cards of every version and guide, as agents really publish them, each beside what is to be read from it.
struct CardFixtureTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/cards")

  /// `v10/complete` and so on: the files without their endings.
  static let names: [String] = {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return paths.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test(arguments: names) func isReadAsItIsMeant(_ name: String) throws {
    let document = try Data(contentsOf: Self.folder.appending(path: name + ".json"))
    let expected = try String(contentsOf: Self.folder.appending(path: name + ".txt"), encoding: .utf8)
    let card = try AgentCard(wire: try JSONValue(parsing: Array(document)))
    #expect(card.summary == expected)
  }

  @Test func areAllThere() {
    #expect(Set(Self.names.map { $0.prefix { $0 != "/" } }) == ["v10", "v03", "v02", "v01", "guides", "odd"])
  }

  /// A card that loses a member, whichever, is still read or refused in words, and keeps its interfaces.
  @Test(arguments: names) func losesAnyMember(_ name: String) throws {
    let document = try Data(contentsOf: Self.folder.appending(path: name + ".json"))
    let card = try #require(try JSONValue(parsing: Array(document)).object)
    for member in card.names {
      for value in [nil, .null, .string(""), .array([]), .object([:]), .bool(true)] as [JSONValue?] {
        var rest = card
        rest[member] = value
        do throws(NotACard) {
          #expect(!(try AgentCard(wire: .object(rest))).name.isEmpty)
        } catch {
          #expect(!error.reason.isEmpty)
        }
      }
    }
  }
}

extension AgentCard {
  /// What was read, a line for each fact that is there.
  fileprivate var summary: String {
    var lines = [[name, version, provider.map { "by \($0)" }].compactMap(\.self).joined(separator: " ")]
    if let description { lines.append("says \(description)") }
    lines += interfaces.map { interface in
      "at \(interface.binding.name) \(interface.protocolVersion ?? "-") \(interface.url)"
        + (interface.tenant.map { " for \($0)" } ?? "")
    }
    let flags = [
      capabilities.streaming ? "streams" : nil, capabilities.pushNotifications ? "pushes" : nil,
      capabilities.extendedAgentCard ? "has an extended card" : nil,
    ].compactMap(\.self)
    if !flags.isEmpty { lines.append(flags.joined(separator: ", ")) }
    lines += capabilities.extensions.map { known in
      "extension \(known.uri)" + (known.description.map { " – \($0)" } ?? "")
        + (known.isRequired ? ", required" : "")
    }
    if !defaultInputModes.isEmpty { lines.append("takes \(defaultInputModes.joined(separator: ", "))") }
    if !defaultOutputModes.isEmpty { lines.append("gives \(defaultOutputModes.joined(separator: ", "))") }
    lines += skills.map { skill in
      "skill " + [skill.id, skill.name, skill.description].compactMap(\.self).joined(separator: " – ")
    }
    lines += skills.filter { !$0.securityRequirements.isEmpty }.map { skill in
      "skill \(skill.id) wants \(Self.words(for: skill.securityRequirements))"
    }
    lines += securitySchemes.map { scheme in
      "scheme \(scheme.name): \(scheme.kind)"
        + scheme.flows.map { flow in
          ", \(flow.grant) for \(flow.scopes.joined(separator: " "))"
        }.joined()
    }
    if !securityRequirements.isEmpty {
      lines.append("wants \(Self.words(for: securityRequirements))")
    }
    if let dialectHint { lines.append("dialect \(dialectHint)") }
    lines += quirks.map { "quirk \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func words(for requirements: [SecurityRequirement]) -> String {
    requirements.map { requirement in
      let uses = requirement.uses.map { use in
        use.scheme + (use.scopes.isEmpty ? "" : " for \(use.scopes.joined(separator: " "))")
      }
      return uses.isEmpty ? "nothing" : uses.joined(separator: " and ")
    }.joined(separator: " or ")
  }
}

extension SecurityScheme {
  fileprivate var flows: [OAuthFlow] { if case .oauth2(let flows) = proof { flows } else { [] } }
}
