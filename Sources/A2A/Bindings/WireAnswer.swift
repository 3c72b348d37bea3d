import HTTP
import JSON
import JSONRPC
import Telemetry

/// What an agent sent back as JSON, in a whole response or in one event of a stream.
///
/// Read as leniently as agents write: with a JSON-RPC envelope or without, any id or none, no `jsonrpc`,
/// `error: null`, errors in a 200 and results beside an error status, any content type.
struct WireAnswer {
  let result: JSONValue

  /// How deep an answer may be nested.
  private static let limits = JSONLimits(depth: 128)
  /// From how many bytes on an answer is read on the threads that all tasks share, so that reading it holds up
  /// nobody else's.
  private static let largeBytes = 1 << 20

  /// Reads an answer wherever it holds up nobody.
  static func reading<Value: Sendable>(
    _ bytes: [UInt8], _ read: ([UInt8]) throws(A2AError) -> Value
  ) async throws(A2AError) -> Value {
    guard bytes.count >= largeBytes else { return try read(bytes) }
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { () async throws(A2AError) in
      try read(bytes)
    }
  }

  init(head: HTTPResponse.Head, body: [UInt8]) throws(A2AError) {
    let isSuccess = (200..<300).contains(head.status)
    if isSuccess, body.isEmpty, head.status != 200 {
      // 204, and what some say instead of it: there is nothing to say.
      result = [:]
      return
    }
    guard let json = try? JSONValue(parsing: body, limits: Self.limits),
      json.object != nil || json.isListOfObjects
    else {
      throw A2AError(head: head, excerpt: Self.excerpt(body))
    }
    if let error = A2AError(in: json, head: head) { throw error }
    guard isSuccess else { throw A2AError(head: head, excerpt: Self.excerpt(body)) }
    result = Self.unwrapped(json)
  }

  init(event data: [UInt8]) throws(A2AError) {
    let json: JSONValue
    do throws(JSONSyntaxError) {
      json = try JSONValue(parsing: data, limits: Self.limits)
    } catch {
      throw A2AError(
        .invalidAgentResponse, "an event of the agent's stream is no JSON: \(error)", mayHaveRun: true)
    }
    if let error = A2AError(in: json, head: nil) { throw error }
    result = Self.unwrapped(json)
  }

  /// What an envelope holds. An object that is itself a task may have a `result`, too, and is none.
  private static func unwrapped(_ json: JSONValue) -> JSONValue {
    json.isObjectiveTask ? json : json.first("result") ?? json
  }

  private static func excerpt(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(A2AError.excerptBytes), as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension JSONValue {
  fileprivate var isListOfObjects: Bool { array?.allSatisfy { $0.object != nil } ?? false }
}

extension A2AError {
  /// A response that is no A2A answer.
  init(head: HTTPResponse.Head, excerpt: String) {
    let said = excerpt.isEmpty ? "" : ": \(excerpt.inQuotes)"
    let status = "the agent answered HTTP \(head.status)"
    let answered = status + said
    if let code = Code(refusing: head.status) {
      self.init(code, answered, mayHaveRun: false, retryAfter: head.retryAfter)
    } else if head.status == 503, let retryAfter = head.retryAfter {
      self.init(.unavailable, answered, mayHaveRun: false, retryAfter: retryAfter)
    } else if head.status >= 500 {
      self.init(.unavailable, answered, mayHaveRun: true)
    } else if head.status >= 400 {
      // 408 and 409 are said of requests that were looked at.
      self.init(.notAnAgent, answered, mayHaveRun: head.status == 408 || head.status == 409)
    } else if head.status >= 300 {
      // A query may be a credential that the server says back.
      let place = head.fields["Location"].map { String($0.prefix { $0 != "?" }) }
      let target = place.map { ", a redirect to \($0.inQuotes)" } ?? ""
      // "Found" and "See Other" may be what came of the request.
      let mayHaveRun = head.status == 302 || head.status == 303
      self.init(.notAnAgent, status + target, mayHaveRun: mayHaveRun)
    } else {
      self.init(.invalidAgentResponse, "\(status) and no JSON\(said)", mayHaveRun: true)
    }
  }
}
