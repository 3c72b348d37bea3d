/// What is said of extensions that an agent requires and the bridge has not (A2A 1.0 §4.6).
enum ExtensionWords {
  /// An address has no spaces: one with them, or that reads like an instruction, is none.
  private static func shown(_ uri: String) -> String {
    let isAddress = !uri.contains(where: \.isWhitespace) && Injection.hit(in: uri) == nil
    return isAddress ? CleanText.name(uri, limit: maxURI) : "(an address that is left out)"
  }

  private static let maxURI = 120
  private static let maxShown = 3

  /// What is missing, and what to do about it, without a full stop.
  static func lack(of extensions: [String]) -> String {
    let shown = extensions.prefix(maxShown).map(shown).joined(separator: ", ")
    let more = extensions.count > maxShown ? " and \(extensions.count - maxShown) more" : ""
    return
      "\(OwnLine.requires) \(shown)\(more), which the bridge does not know; if its messages need "
      + "nothing special for it, name it in \"protocol\": {\"extensions\": […]} of this agent in bridge.json"
  }
}
