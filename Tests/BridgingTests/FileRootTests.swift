import Glibc
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Bridging

/// Files of the user's: what is handed out, and above all what is not.
@Suite struct FileRootTests {
  /// A folder with files, links and other things in and beside it.
  private static func withTree(_ body: (_ folder: String, _ root: FileRoot) throws -> Void) async throws {
    try await TemporaryFolder.with { folder in
      let root = "\(folder)/root"
      for (path, text) in [
        ("root/a.txt", "A"), ("root/sub/b.txt", "B"), ("root/sub/.hidden", "H"), ("secret.txt", "S"),
        ("outer/c.txt", "C"), ("root/empty", ""), ("rootless/d.txt", "D"),
      ] {
        try PrivateFile.replace("\(folder)/\(path)", with: Array(text.utf8))
      }
      for (target, link) in [
        ("\(folder)/secret.txt", "link.txt"), ("../secret.txt", "relative.txt"), ("a.txt", "inner.txt"),
        ("\(folder)/outer", "outer"), ("sub", "inner"), ("/", "slash"), ("nowhere", "dangling"),
      ] {
        #expect(unsafe symlink(target, "\(root)/\(link)") == 0)
      }
      #expect(unsafe mkfifo("\(root)/pipe", 0o600) == 0)
      #expect(unsafe symlink(root, "\(folder)/way") == 0)
      try body(folder, FileRoot(root))
    }
  }

  @Test(arguments: [
    ("a.txt", "A"), ("./a.txt", "A"), ("sub/b.txt", "B"), ("sub//b.txt", "B"), ("sub/.hidden", "H"),
    ("empty", ""),
    ("ROOT/a.txt", "A"), ("ROOT/sub/./b.txt", "B"), ("ROOT//a.txt", "A"),
  ]) func handsOutWhatIsInIt(_ path: String, _ text: String) async throws {
    try await Self.withTree { _, root in
      let file = try root.file(path.replacing("ROOT", with: root.path))
      #expect(file.bytes == Array(text.utf8))
      #expect(file.name == path.split(separator: "/").last.map(String.init))
    }
  }

  /// Whatever is put in the place of a file or a folder while it is opened.
  @Test(arguments: [("a.txt", "link.txt", "a.txt"), ("sub", "outer", "sub/c.txt")])
  func nothingLeadsOutMeanwhile(_ own: String, _ link: String, _ path: String) async throws {
    try await Self.withTree { _, root in
      let isOver = Atomic(false)
      startThread {
        let (own, link, aside) = ("\(root.path)/\(own)", "\(root.path)/\(link)", "\(root.path)/aside")
        while !isOver.load(ordering: .relaxed) {
          for (from, to) in [(own, aside), (link, own), (own, link), (aside, own)] {
            _ = unsafe rename(from, to)
          }
        }
      }
      defer { isOver.store(true, ordering: .relaxed) }
      for _ in 0..<5_000 {
        let bytes = (try? root.file(path))?.bytes
        #expect(bytes == nil || bytes == Array("A".utf8))
      }
    }
  }

  @Test(
    arguments: [
      ("../secret.txt", .outside), ("sub/../a.txt", .outside), ("sub/../../secret.txt", .outside),
      ("..", .outside), ("../\u{301}secret.txt", .outside), ("sub/../\u{301}x", .outside),
      ("/\u{301}x", .outside), ("outer/\u{301}c.txt", .link),
      ("/etc/passwd", .outside), ("ROOT/../secret.txt", .outside), ("FOLDER/secret.txt", .outside),
      ("FOLDER/rootless/d.txt", .outside), ("FOLDER", .outside),
      ("link.txt", .link), ("relative.txt", .link), ("inner.txt", .link), ("outer/c.txt", .link),
      ("inner/b.txt", .link), ("slash/etc/passwd", .link), ("dangling", .link), ("ROOT/link.txt", .link),
      ("none.txt", .notFound), ("sub/none.txt", .notFound), ("a.txt/x", .notFound), ("", .notAFile),
      ("a\u{0}.txt", .notFound), (String(repeating: "x", count: 300), .notFound),
      (String(repeating: "x/", count: 3_000), .notFound),
      ("sub", .notAFile), (".", .notAFile), ("ROOT", .notAFile), ("pipe", .notAFile),
      ("ROOT/pipe", .notAFile),
    ] as [(String, FileRoot.Refusal)])
  func handsOutNothingElse(_ path: String, _ refusal: FileRoot.Refusal) async throws {
    try await Self.withTree { folder, root in
      let path = path.replacing("ROOT", with: root.path).replacing("FOLDER", with: folder)
      #expect(throws: refusal) { try root.file(path) }
    }
  }

  @Test func theFolderItselfMayBeBehindALink() async throws {
    try await Self.withTree { folder, root in
      let way = FileRoot("\(folder)/way")
      for path in ["a.txt", "\(folder)/way/a.txt", "\(root.path)/a.txt"] {
        let bytes = try way.file(path).bytes
        #expect(bytes == [UInt8(ascii: "A")])
      }
      #expect(throws: FileRoot.Refusal.outside) { try way.file("\(folder)/secret.txt") }
    }
  }

  @Test func devicesAreNotOpened() {
    #expect(throws: FileRoot.Refusal.notAFile) { try FileRoot("/dev").file("null") }
    #expect(throws: FileRoot.Refusal.notAFile) { try FileRoot("/").file("/dev/zero") }
  }

  @Test func aFolderThatIsNotThereHoldsNothing() {
    #expect(throws: FileRoot.Refusal.notFound) { try FileRoot("/nonexistent/x").file("a") }
  }

  /// The bytes of a file beyond its limit, or the room that is left, and whether it is handed out.
  @Test(arguments: [
    (FileRoot.maxFileBytes, FileRoot.maxFileBytes, true), (FileRoot.maxFileBytes + 1, .max, false),
    (3, 3, true),
    (4, 3, false), (0, 0, true),
  ]) func aFileHasALimit(_ size: Int, _ room: Int, _ isHandedOut: Bool) async throws {
    try await TemporaryFolder.with { folder in
      try PrivateFile.replace("\(folder)/x", with: [UInt8](repeating: 1, count: size))
      let root = FileRoot(folder)
      if isHandedOut {
        #expect(try root.file("x", limit: room).bytes.count == size)
      } else {
        let limit = min(room, FileRoot.maxFileBytes)
        #expect(throws: FileRoot.Refusal.tooLarge(limit: limit)) { try root.file("x", limit: room) }
      }
    }
  }

  @Test(arguments: [
    (FileRoot.Refusal.outside, "it is not in \"/r\", the only folder that files may come from"),
    (.link, "it is a symbolic link, or behind one, which may lead out of \"/r\""),
    (.notFound, "there is no such file in \"/r\""), (.notAFile, "it is no regular file"),
    (.tooLarge(limit: 5), "it has more than 5 bytes, which is what may still be sent"),
    (.failed("no luck"), "it can't be read: no luck"),
  ]) func saysWhyNot(_ refusal: FileRoot.Refusal, _ words: String) {
    #expect(refusal.words(FileRoot("/r")) == words)
  }
}
