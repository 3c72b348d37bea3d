import JSONRPC

/// A revision of the Model Context Protocol that this server speaks.
package enum ProtocolVersion: String, Sendable, Hashable, CaseIterable {
  case november2024 = "2024-11-05"
  case march2025 = "2025-03-26"
  case june2025 = "2025-06-18"
  case november2025 = "2025-11-25"
  case july2026 = "2026-07-28"

  /// How a client and a server come to terms.
  package enum Era: Sendable, Hashable {
    /// A handshake, `initialize`, fixes the version and the capabilities of the pipe.
    case legacy
    /// Each request says its version and capabilities, and stands alone.
    case modern
  }

  package var era: Era {
    switch self {
    case .november2024, .march2025, .june2025, .november2025: .legacy
    case .july2026: .modern
    }
  }

  /// What `initialize` offers to a client that asks for a version unknown here.
  static let latestLegacy = november2025
  static let latestModern = july2026
  /// For `server/discover` and for the error that refuses another version; both must agree.
  static let supportedModern = [july2026]
}

// MARK: - What a version knows (changelogs of the specification)

extension ProtocolVersion: Comparable {
  /// Their names are dates.
  package static func < (earlier: Self, later: Self) -> Bool { earlier.rawValue < later.rawValue }

  /// The one client SDK of the first version stops reading at any notification that its program does not await.
  var hasQuietListChanges: Bool { self == .november2024 }
  var hasBatches: Bool { self == .march2025 }
  var hasToolAnnotations: Bool { self >= .march2025 }
  var hasAudio: Bool { self >= .march2025 }
  var hasProgressMessages: Bool { self >= .march2025 }
  /// The capability of that name; the method is older.
  var hasCompletions: Bool { self >= .march2025 }
  /// On tools, resources, prompts and implementations.
  var hasTitles: Bool { self >= .june2025 }
  var hasStructuredContent: Bool { self >= .june2025 }
  var hasResourceLinks: Bool { self >= .june2025 }
  /// What is filled in already, beside the argument to complete.
  var hasCompletionContext: Bool { self >= .june2025 }
  /// Tasks of the core protocol, which later became an extension.
  var hasCoreTasks: Bool { self == .november2025 }
  var hasTaskExtension: Bool { self >= .july2026 }
  /// Questions to the user.
  var hasElicitation: Bool { self >= .june2025 }
  /// Pages beside forms.
  var hasElicitationModes: Bool { self >= .november2025 }
  /// Of pages.
  var hasElicitationIDs: Bool { self == .november2025 }
  /// In forms: `oneOf` of values with titles in place of `enumNames`.
  var hasTitledOptions: Bool { self >= .november2025 }
  /// In forms: some of several words.
  var hasListFields: Bool { self >= .november2025 }
  /// The error that says there is no such resource.
  var missingResourceCode: Int { era == .legacy ? RPCError.resourceNotFound : RPCError.invalidParams }
}
