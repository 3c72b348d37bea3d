import FoundationEssentials
import Glibc
import Settings
import Telemetry
import Testing

/// A directory of its own for one test, removed at its end.
private func withDirectory(_ body: (String) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.path + "/bridge-settings-\(UInt64.random(in: 0...(.max)))"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}

private func write(_ text: String, to path: String, mode: mode_t) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
  try #require(unsafe chmod(path, mode) == 0)
}

struct FileSourceTests {
  @Test func readsAFileAndItsMode() throws {
    try withDirectory { directory in
      let text = String(repeating: "0123456789", count: 5_000)
      try write(text, to: directory + "/file", mode: 0o640)
      let contents = try FileSource.system.read(directory + "/file", text.utf8.count)
      #expect(contents == FileContents(bytes: Array(text.utf8), permissions: 0o640, owner: .user))
      #expect(throws: FileFailure.tooLarge(maximumBytes: 49_999)) {
        try FileSource.system.read(directory + "/file", 49_999)
      }
    }
  }

  @Test func refusesWhatIsNoRegularFile() throws {
    try withDirectory { directory in
      #expect(throws: FileFailure.notRegular) { try FileSource.system.read(directory, 10) }
      try #require(unsafe mkfifo(directory + "/pipe", 0o600) == 0)
      #expect(throws: FileFailure.notRegular) { try FileSource.system.read(directory + "/pipe", 10) }
      #expect(throws: FileFailure.notRegular) { try FileSource.system.read("/dev/zero", 10) }
      #expect(throws: FileFailure.notFound) { try FileSource.system.read(directory + "/none", 10) }
      #expect(throws: FileFailure.refused("Not a directory")) {
        try FileSource.system.read("/dev/null/x", 10)
      }
    }
  }

  @Test func settingsAreReadFromDisk() throws {
    try withDirectory { directory in
      let text = """
        {"agents": [{"url": "https://a.example", "auth": {"type": "bearer", "token": {"file": "token"}}}]}
        """
      try write(text, to: directory + "/bridge.json", mode: 0o600)
      try write("t0k3n-on-disk\n", to: directory + "/token", mode: 0o600)
      let file = ConfigurationFile(path: directory + "/bridge.json", origin: .flag)
      let settings = try BridgeSettings(file: file, environment: [:], redaction: Redaction())
      #expect(settings.agents.map(\.credential) == [.bearer(.value(Secret("t0k3n-on-disk")))])
      #expect(settings.findings.isEmpty)
    }
  }
}
