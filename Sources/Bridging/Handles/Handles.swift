import Encodings
import JSON
import JSONRPC
import Logging
import MCP
import Telemetry

/// All with which clients come back to the bridge: what is sealed for them, and the little that is remembered.
struct Handles: Sendable {
  private let seal: Seal
  private let spent: SpentStates
  let kept = KeptResults()
  let answered = AnsweredQuestions()
  let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - stateDirectory: What other processes share; nil for this one alone.
  ///   - keys: The keys of that directory, if somebody else needs them, too.
  init(
    stateDirectory: String?, keys: KeyRing? = nil, logger: Logger,
    now: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    seal = Seal(keys: keys ?? KeyRing(stateDirectory: stateDirectory, logger: logger))
    spent = SpentStates(stateDirectory: stateDirectory, logger: logger)
    self.now = now
  }

  /// Random, and long enough never to come twice.
  static func nonce() -> String { (0..<16).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal }

  // MARK: Request states

  /// When a state that is made now expires.
  var stateExpiry: Int64 { seconds + RequestState.lifetime.components.seconds }

  /// - Returns: nil for ids so long that nobody should carry them.
  func text(of state: RequestState) -> String? { seal.seal(state.claims, for: .requestState) }

  /// - Throws: One and the same error for whatever is wrong: whoever forges learns nothing.
  func requestState(_ text: String) throws(RPCError) -> RequestState {
    guard let state = seal.open(text, for: .requestState).flatMap(RequestState.init(claims:)),
      state.expiry > seconds
    else { throw .invalidRequestState }
    return state
  }

  /// Takes the state out of use.
  ///
  /// - Throws: The same error if it was out of use already.
  func spend(_ state: RequestState) throws(RPCError) {
    guard spent.spend(state.nonce, until: state.expiry, now: seconds) else { throw .invalidRequestState }
  }

  private var seconds: Int64 { now().milliseconds / 1_000 }

  // MARK: Tasks

  /// - Returns: nil for ids so long that nobody should carry them.
  func id(of handle: TaskHandle) -> String? { seal.seal(handle.claims, for: .task) }

  func task(_ id: String) throws(RPCError) -> TaskHandle {
    guard let handle = seal.open(id, for: .task).flatMap(TaskHandle.init(claims:)),
      handle.expiry.milliseconds > now().milliseconds
    else { throw .unknownTask }
    return handle
  }
}

extension RPCError {
  static var invalidRequestState: RPCError {
    RPCError(
      code: invalidParams, message: "Invalid or expired requestState",
      data: ["reason": "invalid_request_state"])
  }

  static var unknownTask: RPCError { RPCError(code: invalidParams, message: "Unknown task") }
}
