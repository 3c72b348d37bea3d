internal import JSON
internal import SwiftProtobuf

/// A procedure: which operation it is, and the messages it takes and gives.
///
/// The words of both versions are the ProtoJSON of these messages, so between the two everything is said once.
struct GRPCMethod: Sendable {
  let operation: Operation.Name
  /// The ProtoJSON of a request's message.
  let params: @Sendable ([UInt8]) throws(GRPCStatus) -> JSONObject
  /// The message that some ProtoJSON stands for.
  let message: @Sendable (JSONValue) throws(GRPCStatus) -> [UInt8]

  init<Request: SwiftProtobuf.Message, Response: SwiftProtobuf.Message>(
    _ operation: Operation.Name, _ request: Request.Type, _ response: Response.Type
  ) {
    self.operation = operation
    params = { bytes throws(GRPCStatus) in try Self.params(bytes, of: Request.self) }
    message = { json throws(GRPCStatus) in try Self.message(json, as: Response.self) }
  }

  private static func params<Request: SwiftProtobuf.Message>(
    _ bytes: [UInt8], of: Request.Type
  ) throws(GRPCStatus) -> JSONObject {
    var known = BinaryDecodingOptions()
    known.discardUnknownFields = true
    do {
      let request = try Request(serializedBytes: bytes)
      // Members that the version does not know are refused, here as in JSON.
      guard request.isEqualTo(message: try Request(serializedBytes: bytes, options: known)) else {
        throw GRPCStatus(
          .invalidArgument, "The request has fields that are not in \(Request.protoMessageName)")
      }
      let json: [UInt8] = try request.jsonUTF8Bytes()
      return try JSONValue(parsing: json).object ?? [:]
    } catch let status as GRPCStatus {
      throw status
    } catch {
      throw GRPCStatus(.internalError, "The request is no \(Request.protoMessageName)")
    }
  }

  private static func message<Response: SwiftProtobuf.Message>(
    _ json: JSONValue, as: Response.Type
  ) throws(GRPCStatus) -> [UInt8] {
    do {
      return try Response(jsonUTF8Bytes: json.serialized()).serializedBytes()
    } catch {
      throw GRPCStatus(.internalError, "The answer does not fit \(Response.protoMessageName)")
    }
  }
}
