import Glibc
import TestSupport
import Testing

/// Without this, any process of the same user could read the credentials from the program's memory, and a crash would
/// leave them in a core dump.
@Suite("The program's memory") struct PrivateMemoryTests {
  /// Reads the environments of `sleep` and of the program as the user that runs both; root would see everything.
  private static let script = """
    import os, subprocess, sys
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(12345)
        os.setuid(12345)
    def readable(process):
        try:
            return b"MARK=" in open(f"/proc/{process.pid}/environ", "rb").read()
        except PermissionError:
            return False
    start = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={"MARK": "x", "HOME": "/none"})
    other = subprocess.Popen(["/bin/sleep", "60"], **start)
    bridge = subprocess.Popen([sys.argv[1], "serve", "http://127.0.0.1:1"], **start)
    bridge.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\\n')
    bridge.stdin.flush()
    bridge.stdout.readline()
    print(readable(other), readable(bridge))
    for process in (other, bridge):
        process.kill()
    """

  @Test("is read by no other process of its user")
  func closed() async throws {
    try await TemporaryFolder.with { folder in
      try Configuration.write(Self.script, to: "\(folder)/script.py")
      let program = try programPath()
      guard let pipe = unsafe popen("python3 '\(folder)/script.py' '\(program)' 2>&1", "r") else {
        throw CancellationError()
      }
      var bytes = [UInt8](repeating: 0, count: 4_096)
      let count = unsafe fread(&bytes, 1, bytes.count, pipe)
      let status = unsafe pclose(pipe)
      #expect(status == 0)
      #expect(String(decoding: bytes[..<count], as: UTF8.self) == "True False\n")
    }
  }
}
