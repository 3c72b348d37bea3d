import Crypto
import Encodings
import JSON

/// Makes texts that clients keep for the bridge: nobody else can read, make or change them.
struct Seal: Sendable {
  /// No text is longer: what clients send along with each retry must be small.
  static let maxBytes = 4_096
  /// Which form of text this is.
  private static let version = "v1."

  let keys: KeyRing

  /// - Returns: nil where the text would be too long.
  func seal(_ claims: JSONObject, for purpose: SealingKey.Purpose) -> String? {
    let key = keys.key
    guard
      let box = try? AES.GCM.seal(
        claims.serialized(), using: key.key(for: purpose), authenticating: Self.context(of: key)),
      let sealed = box.combined
    else { return nil }
    let text = Self.version + Base64URL.text(key.id + sealed)
    return text.utf8.count <= Self.maxBytes ? text : nil
  }

  /// - Returns: nil for anything but what was sealed here for this purpose.
  func open(_ text: String, for purpose: SealingKey.Purpose) -> JSONObject? {
    guard text.utf8.count <= Self.maxBytes, text.hasPrefix(Self.version),
      // Of all ways to write the same bytes only one was sealed.
      let bytes = Base64URL.bytes(text.dropFirst(Self.version.count))
    else { return nil }
    let key = keys.key
    guard bytes.prefix(key.id.count).elementsEqual(key.id),
      let box = try? AES.GCM.SealedBox(combined: bytes.dropFirst(key.id.count)),
      let claims = try? AES.GCM.open(
        box, using: key.key(for: purpose), authenticating: Self.context(of: key))
    else { return nil }
    return (try? JSONValue(parsing: Array(claims)))?.object
  }

  /// What is not secret but must not be changed either.
  private static func context(of key: SealingKey) -> [UInt8] { Array(version.utf8) + key.id }
}
