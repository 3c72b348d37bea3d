import Glibc
import Synchronization

/// A TCP server on 127.0.0.1 that does what a script says, above all what no proper server would.
///
/// Each accepted connection gets a thread and a run of the script; when the script returns or throws, the
/// connection is closed. Blocking calls are the point: they make a script read like the story it tells.
///
///     try await ScriptedServer.serving { connection in
///       try connection.readRequest()
///       try connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
///     } whileRunning: { server in
///       … server.url …
///       await server.log { $0.closedByPeer == 1 }
///     }
package final class ScriptedServer: Sendable {
  package typealias Script = @Sendable (ScriptedConnection) throws -> Void

  /// What has happened so far.
  package struct Log: Sendable {
    /// The requests read, in the order in which their reading ended.
    package fileprivate(set) var requests: [ReceivedRequest] = []
    /// How many connections were accepted.
    package fileprivate(set) var connections = 0
    /// How many connections a script saw end, or break, from the other side.
    package fileprivate(set) var closedByPeer = 0
    /// How many bytes all scripts have handed to the network.
    package fileprivate(set) var sentBytes = 0
    /// How many scripts have run to their end.
    package fileprivate(set) var finishedScripts = 0
    /// Errors that scripts threw, other than `ScriptedConnection.ClosedByPeer`.
    package fileprivate(set) var failures: [String] = []
    fileprivate var isStopped = false
  }

  private struct State {
    var log = Log()
    var open: Set<CInt> = []
    var waiters: [(holds: @Sendable (Log) -> Bool, continuation: CheckedContinuation<Log, Never>)] = []
  }

  /// The port, chosen by the system.
  package let port: Int
  private let listener: CInt
  /// Each byte in this pipe lets one stalled script go on.
  private let gate: (read: CInt, write: CInt)
  private let state = Mutex(State())
  private let script: Script

  /// Runs a server for as long as `body` runs.
  ///
  /// - Throws: what `body` throws, or `Errno` when the system won't listen.
  package static func serving<Value>(
    _ script: @escaping Script, whileRunning body: (ScriptedServer) async throws -> Value
  ) async throws -> Value {
    let server = try ScriptedServer(script)
    startThread { server.acceptAll() }
    defer { server.stop() }
    return try await body(server)
  }

  /// Runs a server that answers every request on every connection with `response`, byte for byte.
  package static func replying<Value>(
    _ response: String, whileRunning body: (ScriptedServer) async throws -> Value
  ) async throws -> Value {
    try await serving(
      { connection in
        while true {
          try connection.readRequest()
          try connection.send(response)
        }
      }, whileRunning: body)
  }

  private init(_ script: @escaping Script) throws(Errno) {
    self.script = script
    (listener, port) = try listenOnLoopback()
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw Errno() }
    gate = (ends[0], ends[1])
  }

  deinit {
    for descriptor in [listener, gate.read, gate.write] { close(descriptor) }
  }

  /// `http://127.0.0.1:port`.
  package var url: String { "http://127.0.0.1:\(port)" }

  /// What has happened so far.
  package var log: Log { state.withLock { $0.log } }

  /// Waits until the log is as it should be (or the server is stopped), and gives it.
  @discardableResult
  package func log(when holds: @escaping @Sendable (Log) -> Bool) async -> Log {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state -> Log? in
        if holds(state.log) || state.log.isStopped { return state.log }
        state.waiters.append((holds, continuation))
        return nil
      }
      if let ready { continuation.resume(returning: ready) }
    }
  }

  /// Lets `count` scripts that stall, now or later, go on.
  package func release(_ count: Int = 1) {
    let bytes = [UInt8](repeating: 0, count: count)
    _ = unsafe write(gate.write, bytes, bytes.count)
  }

  private func stop() {
    shutdown(listener, CInt(SHUT_RDWR))
    let open = state.withLock { state in
      state.log.isStopped = true
      // Under the lock no descriptor is closed, so none of these can already be someone else's.
      for descriptor in state.open { shutdown(descriptor, CInt(SHUT_RDWR)) }
      return state.open.count
    }
    release(open + 1)
    record { _ in }  // Whoever waits for the log is told.
  }

  // MARK: The threads' side

  private func acceptAll() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else {
        if errno == EINTR || errno == ECONNABORTED { continue }
        return
      }
      let isStopped = state.withLock { state in
        state.open.insert(descriptor)
        return state.log.isStopped
      }
      if isStopped { return drop(descriptor) }
      let number = log.connections
      record { $0.connections += 1 }
      startThread { [self] in run(ScriptedConnection(self, descriptor, number: number)) }
    }
  }

  private func run(_ connection: ScriptedConnection) {
    do {
      try script(connection)
    } catch is ScriptedConnection.ClosedByPeer {
      record { $0.closedByPeer += 1 }
    } catch {
      record { $0.failures.append("\(error)") }
    }
    connection.close()
    record { $0.finishedScripts += 1 }
  }

  /// Closes a connection's descriptor.
  func drop(_ descriptor: CInt) {
    state.withLock { state in
      if state.open.remove(descriptor) != nil { close(descriptor) }
    }
  }

  func received(_ request: ReceivedRequest) { record { $0.requests.append(request) } }
  func sent(_ count: Int) { record { $0.sentBytes += count } }

  /// Waits for a release; gives false when `descriptor` ends before.
  func stall(_ descriptor: CInt) -> Bool {
    var waits = [
      pollfd(fd: gate.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: peerClosed, revents: 0),
    ]
    while unsafe poll(&waits, 2, -1) < 0, errno == EINTR {}
    guard waits[1].revents == 0 else { return false }
    var byte: UInt8 = 0
    return unsafe read(gate.read, &byte, 1) == 1
  }

  private func record(_ change: (inout Log) -> Void) {
    let ready = state.withLock { state in
      change(&state.log)
      let log = state.log
      let ready = state.waiters.filter { log.isStopped || $0.holds(log) }
      state.waiters.removeAll { log.isStopped || $0.holds(log) }
      return ready.map { ($0.continuation, log) }
    }
    for (continuation, log) in ready { continuation.resume(returning: log) }
  }
}

/// A system error number.
package struct Errno: Error, CustomStringConvertible {
  let code = errno

  package var description: String { unsafe String(cString: strerror(code)) }
}

/// `POLLRDHUP`, which the module map leaves out, and what always comes unasked.
private let peerClosed: Int16 = 0x2000

private func listenOnLoopback() throws(Errno) -> (descriptor: CInt, port: Int) {
  let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      let isBound = unsafe bind(listener, address, size) == 0
      return unsafe isBound && listen(listener, 128) == 0 && getsockname(listener, address, &size) == 0
    }
  }
  guard code else { throw Errno() }
  return (listener, Int(UInt16(bigEndian: address.sin_port)))
}
