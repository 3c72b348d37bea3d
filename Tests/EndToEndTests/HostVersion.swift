import DemoAgent
import JSON
import Testing

/// A version of MCP as a host speaks it.
enum HostVersion: String, CaseIterable, CustomTestStringConvertible {
  case november2024 = "2024-11-05"
  case march2025 = "2025-03-26"
  case june2025 = "2025-06-18"
  case november2025 = "2025-11-25"
  case july2026 = "2026-07-28"

  var testDescription: String { rawValue }

  /// Whether each request says its version, instead of a handshake.
  var isModern: Bool { self == .july2026 }

  static let legacy = allCases.filter { !$0.isModern }

  /// What a request carries in `_meta`.
  func envelope(_ capabilities: JSONObject = [:]) -> JSONObject {
    guard isModern else { return [:] }
    return [
      "io.modelcontextprotocol/protocolVersion": .string(rawValue),
      "io.modelcontextprotocol/clientCapabilities": .object(capabilities),
      "io.modelcontextprotocol/clientInfo": ["name": "test-host", "version": "1.0"],
    ]
  }
}

extension DemoAgent.Version: CustomTestStringConvertible {
  package var testDescription: String { "A2A \(rawValue)" }
}
