import Glibc

/// A TLS server as a child of the test, with the certificates of Tests/Fixtures/tls. It answers each request with the
/// version of TLS and the name in the client's certificate, "nobody" without one.
package struct TLSServer: Sendable {
  /// It could not be started.
  package struct InVain: Error {}

  package let port: Int

  /// The path of a certificate, or with `-key` after its name the path of its key.
  package static func file(_ name: String) -> String {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/\(folder)/Fixtures/tls/\(name)"
  }

  /// What encrypts `client-encrypted-key.pem`.
  package static let passphrase = "correct horse"

  /// Runs a server for as long as `body` runs.
  ///
  /// - Parameters:
  ///   - certificate: The name of its own.
  ///   - clients: The name of the authority that has to have signed those of clients; nil: it asks for none.
  ///   - newest: The newest version that it speaks; nil: all.
  package static func running<Value>(
    _ certificate: String = "server", clients: String? = nil, newest: String? = nil,
    _ body: (TLSServer) async throws -> Value
  ) async throws -> Value {
    var arguments = [
      "python3", file("server.py"), file("\(certificate).pem"), file("\(certificate)-key.pem"),
    ]
    if let clients { arguments += ["--clients", file("\(clients).pem")] }
    if let newest { arguments += ["--newest", newest] }
    let (input, output) = (try Pipe(), try Pipe())
    let process = try spawn(
      "/usr/bin/env", arguments, ["PATH": path], [input.read, output.write, STDERR_FILENO])
    close(input.read)
    close(output.write)
    defer {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
      close(input.write)
      close(output.read)
    }
    guard let port = Int(await line(from: output.read)) else { throw InVain() }
    return try await body(TLSServer(port: port))
  }

  private static var path: String {
    guard let path = unsafe getenv("PATH") else { return "/usr/bin:/bin" }
    return unsafe String(cString: path)
  }

  private static func line(from descriptor: CInt) async -> String {
    await withCheckedContinuation { continuation in
      startThread {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while unsafe read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        continuation.resume(returning: String(decoding: line, as: UTF8.self))
      }
    }
  }
}
