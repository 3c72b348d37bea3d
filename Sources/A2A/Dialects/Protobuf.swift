import FoundationEssentials
import JSON
import SwiftProtobuf

// What the gRPC dialects share.

extension SwiftProtobuf.Message {
  /// - Parameter shape: What it holds; what is none of that has to be small.
  /// - Throws: ``A2AError`` with the code `invalidAgentResponse` for bytes that are no such message, or one of more
  ///   values than are accepted.
  init(answer bytes: [UInt8], shape: ProtobufShape = .leaf) throws(A2AError) {
    switch ProtobufCensus.outcome(of: bytes, as: shape) {
    case .acceptable: break
    case .malformed: throw Self.unreadable
    case .tooMany:
      throw A2AError(
        .invalidAgentResponse,
        "the agent's answer has more than \(ProtobufCensus.limit) values, which are more than are accepted",
        mayHaveRun: true)
    }
    do {
      try self.init(serializedBytes: bytes)
    } catch {
      throw Self.unreadable
    }
  }

  private static var unreadable: A2AError {
    A2AError(
      .invalidAgentResponse, "the agent's answer can't be read as \(protoMessageName)", mayHaveRun: true)
  }

  /// The message on the wire.
  ///
  /// - Throws: ``A2AError`` with the code `invalidParams`.
  func wire() throws(A2AError) -> [UInt8] {
    do {
      return try serializedBytes()
    } catch {
      throw A2AError(.invalidParams, "the request can't be written as protobuf", mayHaveRun: false)
    }
  }

  /// The message as the JSON that protobuf prescribes, which is that of cards.
  func json() throws(A2AError) -> JSONValue {
    do {
      let bytes: [UInt8] = try jsonUTF8Bytes()
      return try JSONValue(parsing: bytes, limits: JSONLimits(depth: 128))
    } catch {
      throw A2AError(
        .invalidAgentResponse, "the agent's \(Self.protoMessageName) can't be written as JSON",
        mayHaveRun: true)
    }
  }
}

extension String {
  /// Nil for an empty text: to protobuf that is the same as none.
  var filled: String? { isEmpty ? nil : self }

  /// The text as an id, which must not be longer than is taken for one.
  var identifier: String? { JSONValue.string(self).identifier }
}

extension Data {
  /// The bytes of base64 as it is found in the wild: either alphabet, with padding or without, white space between
  /// (RFC 4648 §4, §5).
  init?(lenientBase64 text: String) {
    var digits: [UInt8] = []
    digits.reserveCapacity(text.utf8.count + 3)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-"): digits.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): digits.append(UInt8(ascii: "/"))
      case UInt8(ascii: "="), 0x09, 0x0A, 0x0D, 0x20: continue
      default: digits.append(byte)
      }
    }
    digits += Array(repeating: UInt8(ascii: "="), count: (4 - digits.count % 4) % 4)
    self.init(base64Encoded: Data(digits))
  }

  /// The bytes of a file that is to be sent.
  init(file base64: String) throws(A2AError) {
    guard let bytes = Data(lenientBase64: base64) else {
      throw A2AError(.invalidParams, "the content of a file is not base64", mayHaveRun: false)
    }
    self = bytes
  }
}
