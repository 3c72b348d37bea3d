/// Where a secret comes from.
package enum SecretSource: Sendable, Hashable {
  /// It is known since the configuration was read.
  case value(Secret)
  /// A program prints it, and is asked again when what it printed has become old or was refused.
  case command(SecretCommand)

  /// The secret, where it is known without asking anybody.
  package var value: Secret? { if case .value(let secret) = self { secret } else { nil } }
}

/// A program that prints a secret. It is started as it is, never by a shell.
package struct SecretCommand: Sendable, Hashable {
  /// The program and its arguments; never empty.
  package let arguments: [String]
  /// How long what it printed holds; nil: until it is refused.
  package let lifetime: Duration?

  package init(arguments: [String], lifetime: Duration? = nil) {
    self.arguments = arguments
    self.lifetime = lifetime
  }
}

extension SecretCommand: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Only the program's name: an argument may be a secret.
  package var description: String { arguments.first ?? "" }

  package var debugDescription: String { description }

  /// Without children, as that of ``Secret``.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
