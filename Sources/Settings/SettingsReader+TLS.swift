import JSON
import Telemetry

extension SettingsReader {
  /// The most bytes of a file of certificates or a key.
  static let maximumCertificateBytes = 4 << 20

  mutating func readTLS(_ field: SettingsField?, into options: inout AgentOptions) {
    guard let section = section(field, as: TLSKey.self) else { return }
    options.authorities = pathOrNone(section[.ca])
    if case .value(let path?) = options.authorities, let place = section[.ca],
      let reason = fault(ofFile: path, place, isKey: false)
    {
      options.authorities = .unavailable(reason)
    }
    options.identity = identity(in: section)
    options.minimumVersion = value(section[.minVersion], SettingsWord.reading)
    options.pins = list(section[.pins], of: "pins", maximum: TLSSettings.maximumPins, Self.pin)
  }

  private mutating func identity(in section: SettingsSection<TLSKey>) -> Resolved<TLSIdentity?>? {
    guard let place = section[.cert] else {
      for key in [TLSKey.key, .passphrase] where section[key] != nil {
        report(
          "\(section.path).cert is missing: the certificate that \"\(key.rawValue)\" is for", at: section.path
        )
      }
      return nil
    }
    if place.value.bool == false { return .value(nil) }
    guard let keyPlace = section[.key] else {
      report(
        "\(section.path).key is missing: the private key of the certificate, which may be in the same file",
        at: section.path)
      return nil
    }
    var parts = ResolvedParts()
    let certificate = parts.take(file(place, isKey: false))
    let key = parts.take(file(keyPlace, isKey: true))
    let passphrase = parts.take(passphrase(section[.passphrase]))
    guard let certificate, let key else { return parts.whole(nil) }
    return parts.whole(TLSIdentity(certificate: certificate, key: key, passphrase: passphrase))
  }

  private mutating func passphrase(_ field: SettingsField?) -> Resolved<Secret>? {
    guard let source = secret(field), let field else { return nil }
    switch source {
    case .value(.value(let secret)): return .value(secret)
    case .value(.command):
      report("\(field.path) can't come from a \"command\"; use \"env\" or \"file\"", at: field.path)
      return nil
    case .unavailable(let reason): return .unavailable(reason)
    }
  }

  private mutating func file(_ field: SettingsField, isKey: Bool) -> Resolved<String>? {
    let path = path(field)
    guard case .value(let name) = path, let reason = fault(ofFile: name, field, isKey: isKey) else {
      return path
    }
    return .unavailable(reason)
  }

  /// Why the file can't be used. That it can be read is found out now rather than with the first request.
  private mutating func fault(ofFile path: String, _ field: SettingsField, isKey: Bool) -> String? {
    let name = EscapedText.quoting(path, limit: 500)
    do throws(FileFailure) {
      let contents = try files.read(path, Self.maximumCertificateBytes)
      if isKey { warn(about: contents, name, "holds a private key", field) }
      return nil
    } catch {
      return "\(field.path): cannot read \(name): \(error)"
    }
  }

  /// `sha256//` and the base64 of 32 bytes.
  private static func pin(_ text: String) throws(Unusable) -> String {
    let digest = text.utf8.dropFirst(pinPrefix.utf8.count)
    let isDigest =
      digest.count == 44 && digest.last == UInt8(ascii: "=") && digest.dropLast().allSatisfy(isBase64Byte)
    guard text.hasPrefix(pinPrefix), isDigest else {
      throw Unusable("must be the SHA-256 of a public key: \"sha256//\" and 44 characters of base64")
    }
    return text
  }

  private static let pinPrefix = "sha256//"

  private static func isBase64Byte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
