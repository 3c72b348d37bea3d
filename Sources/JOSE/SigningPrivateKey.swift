import Crypto
import CryptoExtras
import FoundationEssentials

/// A private key with which the bridge shows who it is. It can't be printed.
package struct SigningPrivateKey: Sendable {
  /// Why a text is no such key. It says nothing of the text.
  package enum Invalid: Error, Hashable, CustomStringConvertible {
    /// Not in PEM, encrypted, or of another kind.
    case unreadable(Algorithm)
    /// The text is longer than ``SigningPrivateKey/maximumBytes``.
    case tooLong

    package var description: String {
      switch self {
      case .unreadable(.es256):
        "the private key is no P-256 key in PEM that is not encrypted, as ES256 needs it"
      case .unreadable(.rs256):
        "the private key is no RSA key of at least 2048 bits in PEM that is not encrypted, as RS256 needs it"
      case .tooLong: "the private key is longer than \(SigningPrivateKey.maximumBytes) bytes"
      }
    }
  }

  /// How it signs (RFC 7518 §3.1).
  package enum Algorithm: String, Sendable, Hashable, CaseIterable {
    case es256 = "ES256"
    case rs256 = "RS256"
  }

  /// Bytes of the longest text that is read: an RSA key of 16384 bits fits.
  package static let maximumBytes = 64 << 10

  private enum Key: Sendable {
    case p256(P256.Signing.PrivateKey)
    case rsa(_RSA.Signing.PrivateKey)
  }

  private let key: Key

  /// Reads a key: SEC 1 (`EC PRIVATE KEY`), PKCS #1 (`RSA PRIVATE KEY`) or PKCS #8 (`PRIVATE KEY`).
  ///
  /// - Parameter pem: One such block and nothing else, but for white space around it.
  package init(pem: String, for algorithm: Algorithm) throws(Invalid) {
    guard pem.utf8.count <= Self.maximumBytes else { throw .tooLong }
    do {
      key =
        switch algorithm {
        case .es256: .p256(try P256.Signing.PrivateKey(pemRepresentation: pem))
        case .rs256: .rsa(try _RSA.Signing.PrivateKey(pemRepresentation: pem))
        }
    } catch {
      throw .unreadable(algorithm)
    }
  }

  /// Which algorithm it is for.
  package var algorithm: Algorithm {
    switch key {
    case .p256: .es256
    case .rsa: .rs256
    }
  }

  /// The signature over `bytes` as tokens carry it.
  ///
  /// - Throws: when the key can't sign, which only a key does that is not one.
  func signature(over bytes: [UInt8]) throws(Invalid) -> [UInt8] {
    do {
      switch key {
      case .p256(let key): return Array(try key.signature(for: bytes).rawRepresentation)
      case .rsa(let key):
        // What RS256 is (RFC 7518 §3.3); the padding's name warns of encryption, and this is a signature.
        return Array(try key.signature(for: bytes, padding: .insecurePKCS1v1_5).rawRepresentation)
      }
    } catch {
      throw .unreadable(algorithm)
    }
  }
}

extension SigningPrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "a private key for \(algorithm.rawValue)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
