import Crypto

/// What seals and opens: for each purpose a key of its own, all made from one secret.
struct SealingKey: Sendable {
  /// What a sealed text is for. One of another purpose can't be opened.
  enum Purpose: String, Sendable, CaseIterable {
    case requestState = "request-state"
    case task
    /// Not to seal: to make digests of arguments that nobody can guess them by.
    case audit
    /// Not to seal: to show who has written what the user has accepted.
    case pins
  }

  /// How long the secret is.
  static let byteCount = 32
  static let idByteCount = 4

  private let secret: SymmetricKey
  /// Tells this key from others in what it has sealed, and tells nothing of the secret.
  let id: [UInt8]

  init(_ secret: [UInt8]) {
    self.secret = SymmetricKey(data: secret)
    id = Self.derived(from: self.secret, for: "key-id", byteCount: Self.idByteCount).bytes
  }

  /// A key that nobody else has.
  static func random() -> SealingKey { SealingKey(randomSecret()) }

  static func randomSecret() -> [UInt8] { SymmetricKey(size: .bits256).bytes }

  func key(for purpose: Purpose) -> SymmetricKey {
    Self.derived(from: secret, for: purpose.rawValue, byteCount: Self.byteCount)
  }

  private static func derived(from secret: SymmetricKey, for use: String, byteCount: Int) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: secret, info: Array("a2a-bridge/v1/\(use)".utf8), outputByteCount: byteCount)
  }
}

extension SymmetricKey {
  fileprivate var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}
