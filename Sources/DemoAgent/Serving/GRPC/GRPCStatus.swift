internal import HTTPServer

/// How a call ended.
struct GRPCStatus: Error, Equatable {
  let code: CanonicalCode
  let message: String
  /// A serialized `google.rpc.Status`; nil for none.
  var details: [UInt8]?

  init(_ code: CanonicalCode, _ message: String, details: [UInt8]? = nil) {
    self.code = code
    self.message = message
    self.details = details
  }

  /// The fields in which trailers tell of it.
  var fields: ServerFields {
    var fields: ServerFields = ["grpc-status": String(code.rawValue)]
    if !message.isEmpty { fields["grpc-message"] = Self.escaped(message) }
    // Binary metadata is base64, of which the padding may be left out.
    fields["grpc-status-details-bin"] = details.map { details in
      String(Base64.encode(details).prefix { $0 != "=" })
    }
    return fields
  }

  /// Everything but printable ASCII, and the percent sign itself, percent-encoded.
  private static func escaped(_ message: String) -> String {
    var bytes: [UInt8] = []
    for byte in message.utf8 {
      guard !(0x20...0x7E).contains(byte) || byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(byte, radix: 16, uppercase: true)
      bytes += Array("%\(byte < 16 ? "0" : "")\(digits)".utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
