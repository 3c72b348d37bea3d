import Glibc
import Storage
import TestSupport
import Testing

@Suite("Files for the user alone") struct PrivateFileTests {
  @Test("are read as they were written, and nothing is read where there is none")
  func roundTrip() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/a/b"
      #expect(try PrivateFile.read(path, limit: 10) == nil)
      try PrivateFile.replace(path, with: Array("hello".utf8))
      #expect(try PrivateFile.read(path, limit: 5) == Array("hello".utf8))
      #expect(throws: PrivateFile.Unreadable.tooLarge(path, limit: 4)) {
        try PrivateFile.read(path, limit: 4)
      }
    }
  }

  @Test(
    "are not read where others may read or write them",
    arguments: [0o640, 0o604, 0o620, 0o602, 0o777] as [UInt32])
  func open(_ mode: UInt32) async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/a"
      try PrivateFile.replace(path, with: [1])
      try TemporaryFolder.setPermissions(mode, of: path)
      #expect(throws: PrivateFile.Unreadable.open(path, mode: mode)) { try PrivateFile.read(path, limit: 10) }
    }
  }

  @Test("are plain files, and no links or folders")
  func kinds() async throws {
    try await TemporaryFolder.with { folder in
      try PrivateFile.replace("\(folder)/a", with: [1])
      #expect(unsafe symlink("\(folder)/a", "\(folder)/link") == 0)
      #expect(unsafe mkfifo("\(folder)/pipe", 0o600) == 0)
      for path in ["\(folder)/link", "\(folder)/pipe", folder] {
        #expect(throws: PrivateFile.Unreadable.noFile(path)) { try PrivateFile.read(path, limit: 10) }
      }
    }
  }

  @Test("have a lock that one has at a time")
  func lock() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/a/lock"
      guard let first = try FileLock.taking(path) else { throw Taken() }
      #expect(try !Self.isFree(path))
      first.release()
      #expect(try Self.isFree(path))
      #expect(try Self.isFree(path))
    }
  }

  private struct Taken: Error {}

  private static func isFree(_ path: String) throws -> Bool {
    guard let lock = try FileLock.taking(path) else { return false }
    lock.release()
    return true
  }

  @Test func whatCantBeRemovedIsSaid() async throws {
    try await TemporaryFolder.with { folder in
      let path = "\(folder)/a"
      try PrivateFile.replace(path, with: [1], isForGood: true)
      try PrivateFile.remove(path)
      #expect(PrivateFile.names(in: folder) == [])
      // It is not there, as it should be.
      try PrivateFile.remove(path)
      #expect(throws: PrivateFile.Failure.self) { try PrivateFile.remove(folder) }
    }
  }
}
