package import JSON

/// A JSON Web Key Set (RFC 7517 §5), as far as signatures can be checked with its keys.
package struct KeySet: Sendable {
  /// The most bytes that are read as one.
  package static let maxBytes = 256 << 10
  /// The most keys that one may have.
  package static let maxKeys = 100

  /// Why a document is not a key set.
  package struct Invalid: Error, Hashable, CustomStringConvertible {
    package let description: String
  }

  package let keys: [SigningKey]

  package init(_ keys: [SigningKey] = []) { self.keys = keys }

  /// Reads a key set, or the one key that stands in its place. Keys of other kinds are passed over, as they must be.
  package init(_ json: JSONValue) throws(Invalid) {
    let entries: [JSONValue]
    if let keys = json["keys"] {
      guard let keys = keys.array else { throw Invalid(description: "its \"keys\" are not an array") }
      entries = keys
    } else if json["kty"] != nil {
      entries = [json]
    } else {
      throw Invalid(description: "it is not a JSON Web Key Set: there is no \"keys\" in it")
    }
    guard entries.count <= Self.maxKeys else {
      throw Invalid(description: "it has \(entries.count) keys; at most \(Self.maxKeys) are taken")
    }
    keys = entries.compactMap { SigningKey($0) }
  }

  package init(bytes: [UInt8]) throws(Invalid) {
    guard bytes.count <= Self.maxBytes else {
      throw Invalid(description: "it has more than \(Self.maxBytes >> 10) KiB")
    }
    let json: JSONValue
    do throws(JSONSyntaxError) {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw Invalid(description: "it is no JSON: \(error)")
    }
    try self.init(json)
  }

  /// The keys that may have made a signature with this header: those of the name that it gives, and where it gives
  /// none, all. Names may come twice (RFC 7517 §4.5).
  package func candidates(for header: SignatureHeader) -> [SigningKey] {
    keys.filter { key in
      key.algorithms.contains(header.algorithm) && (header.keyID == nil || header.keyID == key.id)
    }
  }
}
