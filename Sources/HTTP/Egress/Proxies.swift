import Glibc

/// The proxies that the environment names, read as libcurl reads it.
///
/// The choice is made here and not by libcurl, so that it is known which connections go to a proxy: its address is the
/// user's own word, and what names it resolves is its own business.
struct Proxies: Sendable {
  private let http: String?
  private let https: String?
  private let exceptions: [Exception]

  fileprivate enum Exception: Sendable {
    case all
    /// The host and all below it.
    case domain(String)
    case block(AddressBlock)
  }

  /// The most hosts that are excepted; more are not looked at.
  static let maximumExceptions = 1_024

  /// - Parameter variable: looks up a variable of the environment.
  init(_ variable: (String) -> String? = Self.environment) {
    func value(_ names: String...) -> String? {
      names.lazy.compactMap(variable).first { !$0.isEmpty }
    }
    let any = value("all_proxy", "ALL_PROXY")
    // A server that runs scripts puts a header of its visitors into HTTP_PROXY.
    http = value("http_proxy") ?? any
    https = value("https_proxy", "HTTPS_PROXY") ?? any
    exceptions = (value("no_proxy", "NO_PROXY") ?? "")
      .split(maxSplits: Self.maximumExceptions) { $0 == "," || $0 == " " || $0 == "\t" }
      .prefix(Self.maximumExceptions).compactMap(Self.exception)
  }

  /// The proxy for requests to `url`, as the environment writes it.
  func proxy(for url: WebURL) -> String? {
    // No proxy can know what this machine means by its loopback.
    guard !url.isLoopback, !exceptions.contains(where: { $0.holds(for: url.host) }) else { return nil }
    return url.scheme == "https" ? https : http
  }

  /// The proxy at `text` as libcurl is told of it, so that names are the proxy's to look up: by the schemes that leave
  /// them to this machine a connection would go to addresses that nobody has checked.
  ///
  /// - Returns: nil for what libcurl doesn't take for the address of a proxy: it quotes that, with the password.
  static func address(_ text: String) -> String? {
    guard let scheme = URLHandle.proxyScheme(of: text) else { return nil }
    switch scheme {
    case "http", "socks4a", "socks5h": return text
    case "https": return Libcurl.reachesProxiesByTLS ? text : nil
    case "socks", "socks4": return "socks4a\(text.dropFirst(scheme.count))"
    case "socks5": return "socks5h\(text.dropFirst(scheme.count))"
    default: return nil
    }
  }

  /// What is said of one that is none.
  static let unusable = """
    the proxy that the environment names (http_proxy, https_proxy or all_proxy) is not the address of one; \
    write special characters of its password as %23 for #, and so on
    """

  private static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  private static func exception(_ text: Substring) -> Exception? {
    if text == "*" { return .all }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if let address = IPAddress(String(parts[0])) {
      let width = address.bytes.count * 8
      guard parts.count == 2 else { return .block(AddressBlock(address.bytes, width)) }
      return Int(parts[1]).flatMap {
        (1...width).contains($0) ? .block(AddressBlock(address.bytes, $0)) : nil
      }
    }
    var name = text.lowercased()[...]
    if name.first == "." { name = name.dropFirst() }
    if name.last == "." { name = name.dropLast() }
    return name.isEmpty ? nil : .domain(String(name))
  }
}

extension Proxies.Exception {
  fileprivate func holds(for host: String) -> Bool {
    switch self {
    case .all: return true
    case .block(let block): return IPAddress(host).map(block.contains) ?? false
    case .domain(let name):
      let host = host.last == "." ? host.dropLast() : host[...]
      return host == name || host.hasSuffix("." + name)
    }
  }
}
