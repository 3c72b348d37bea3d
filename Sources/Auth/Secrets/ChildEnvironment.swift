import FoundationEssentials
import Telemetry

/// The variables of this process that a program sees which prints a secret: what it takes to find itself, its files,
/// its proxy and its user's sign-in, and nothing else. Other agents' secrets stand in variables, too.
enum ChildEnvironment {
  /// None of them holds a secret, but for the address of a proxy that wants one: without it there would be no network.
  static let names: Set<String> = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR",
    "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "all_proxy",
    "no_proxy", "REQUESTS_CA_BUNDLE",
    "AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_REGION", "AWS_DEFAULT_REGION",
    "AWS_CA_BUNDLE",
    "AZURE_CONFIG_DIR", "GOOGLE_APPLICATION_CREDENTIALS", "KUBECONFIG", "GNUPGHOME", "PASSWORD_STORE_DIR",
    "VAULT_ADDR", "VAULT_NAMESPACE", "VAULT_CACERT", "VAULT_CAPATH", "OP_ACCOUNT",
    "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK",
  ]
  /// Of these, those whose names say that they hold a secret are left out.
  static let prefixes = ["LC_", "XDG_", "SSL_CERT_", "CLOUDSDK_"]

  /// Those of `environment` that a program sees; of this process's own, if it is nil.
  ///
  /// - Parameter redaction: Knows the secrets of the configuration: no variable that is one is passed on.
  static func allowed(of environment: [String: String]?, redaction: Redaction) -> [String: String] {
    (environment ?? ProcessInfo.processInfo.environment).filter { name, value in
      isAllowed(name) && redaction.redacting(value) != Secret.mark
    }
  }

  private static func isAllowed(_ name: String) -> Bool {
    names.contains(name)
      || prefixes.contains { name.hasPrefix($0) } && !Redaction.isSensitive(name: name)
  }
}
