import Crypto
import Encodings
import Glibc
import Settings
import Storage
import TestSupport
import Testing

@testable import Bridging

@Suite struct FileFolderTests {
  private static func bytes(_ path: String) throws -> [UInt8] {
    try FileSource.system.read(path, FileFolder.maxFileBytes).bytes
  }

  /// What a second file `a.bin` is called.
  private static func marked(_ bytes: [UInt8]) -> String {
    "a-\(SHA256.hash(data: bytes).hexadecimal.prefix(12)).bin"
  }

  @Test func savesForTheUserAlone() async throws {
    try await TemporaryFolder.with { folder in
      let files = FileFolder("\(folder)/new/er")
      let path = try files.save([1, 2], as: SafeFileName("a.bin"))
      #expect(path == "\(folder)/new/er/a.bin")
      #expect(try Self.bytes(path) == [1, 2])
      #expect(try TemporaryFolder.permissions(of: path) == 0o600)
      #expect(try TemporaryFolder.permissions(of: "\(folder)/new/er") == 0o700)
      #expect(try TemporaryFolder.permissions(of: "\(folder)/new") == 0o700)
    }
  }

  @Test func overwritesNothingAndSavesNothingTwice() async throws {
    try await TemporaryFolder.with { folder in
      let files = FileFolder(folder)
      let name = SafeFileName("a.bin")
      let paths = try [[1], [2], [1], [2], []].map { try files.save($0, as: name) }
      let (two, none) = (Self.marked([2]), Self.marked([]))
      #expect(paths == ["a.bin", two, "a.bin", two, none].map { "\(folder)/\($0)" })
      #expect(try TemporaryFolder.files(in: folder).count == 3)
      #expect(try Self.bytes("\(folder)/a.bin") == [1])
    }
  }

  /// What may lie in wait under the name.
  enum Trap: CaseIterable { case link, linkToNowhere, folder, pipe }

  @Test(arguments: Trap.allCases) func isNotLedAstray(_ trap: Trap) async throws {
    try await TemporaryFolder.with { folder in
      let (saved, victim) = ("\(folder)/saved", "\(folder)/victim")
      let files = FileFolder(saved)
      _ = try files.save([0], as: SafeFileName("first"))
      try PrivateFile.replace(victim, with: [7])
      let place = "\(saved)/a.bin"
      switch trap {
      case .link: #expect(unsafe symlink(victim, place) == 0)
      case .linkToNowhere: #expect(unsafe symlink("\(folder)/nowhere", place) == 0)
      case .folder: #expect(unsafe mkdir(place, 0o700) == 0)
      case .pipe: #expect(unsafe mkfifo(place, 0o600) == 0)
      }
      #expect(try files.save([7], as: SafeFileName("a.bin")) == "\(saved)/\(Self.marked([7]))")
      #expect(try Self.bytes(victim) == [7])
      #expect(try TemporaryFolder.files(in: folder) == [saved, victim])
    }
  }

  @Test func saysWhyNot() async throws {
    let failure = #expect(throws: FileFolder.Failure.self) {
      try FileFolder("/dev/null/x").save([1], as: SafeFileName("a"))
    }
    #expect(failure?.description.hasPrefix("can't make /dev/null/x: ") == true)
    try await TemporaryFolder.with { folder in
      let many = [UInt8](repeating: 0, count: FileFolder.maxFileBytes + 1)
      let failure = #expect(throws: FileFolder.Failure.self) {
        try FileFolder(folder).save(many, as: SafeFileName("a"))
      }
      #expect(failure?.description == "it has more than 67108864 bytes")
      for name in ["a.bin", Self.marked([1])] {
        try PrivateFile.replace("\(folder)/\(name)", with: [UInt8(ascii: "x")])
      }
      let full = #expect(throws: FileFolder.Failure.self) {
        try FileFolder(folder).save([1], as: SafeFileName("a.bin"))
      }
      #expect(full?.description == "a.bin and \(Self.marked([1])) are other files")
    }
  }
}

@Suite struct SavedFilesTests {
  @Test func allFilesTogetherHaveALimit() async throws {
    try await TemporaryFolder.with { folder in
      let files = SavedFiles()
      func key(_ name: String) -> SavedFiles.Key {
        SavedFiles.Key(
          folder: FileFolder(folder), agent: "a", taskID: "t", artifactID: "x", name: SafeFileName(name),
          digest: name)
      }
      // One that is not saved takes no room.
      #expect(throws: FileFolder.Failure.self) {
        try files.save([UInt8](repeating: 0, count: FileFolder.maxFileBytes + 1), key("big"))
      }
      try PrivateFile.replace("\(folder)/same", with: [])
      for number in 1...SavedFiles.maxFiles {
        var key = key("same")
        key.digest = "\(number)"
        _ = try files.save([], key)
      }
      let failure = #expect(throws: FileFolder.Failure.self) { try files.save([], key("more")) }
      #expect(failure?.description.hasPrefix("at most 10000 files and 1073741824 bytes are saved") == true)
      // What is there already is still told.
      var old = key("same")
      old.digest = "1"
      #expect(try files.save([], old) == "\(folder)/same")
    }
  }
}
