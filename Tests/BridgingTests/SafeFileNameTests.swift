import Testing

@testable import Bridging

@Suite struct SafeFileNameTests {
  @Test(arguments: [
    ("report.pdf", "report.pdf"), ("Übersicht 天気.csv", "Übersicht 天気.csv"), ("", "file"), (".", "file"),
    ("..", "file"), ("...", "file"), ("/", "file"), ("../../etc/passwd", "passwd"), ("/etc/passwd", "passwd"),
    ("C:\\Windows\\x.exe", "x.exe"), (".bashrc", "file.bashrc"), ("..hidden.txt", "hidden.txt"),
    ("-rf", "rf"),
    ("a\u{0}b\n.txt", "a_b_.txt"), ("gpj.\u{202E}exe", "gpj._exe"), ("a\u{200B}b", "a_b"),
    ("a:b*c?.txt", "a_b_c_.txt"),
    ("[a2a x].txt", "a2a x_.txt"), ("x.tar.gz", "x.tar.gz"), ("x.", "x"), (".pdf", "file.pdf"),
    ("  .pdf", "file.pdf"),
    ("x.averyveryverylongend", "x.averyveryverylongend"), ("$(id).sh", "(id).sh"),
    ("a\u{301}.txt", "a\u{301}.txt"),
    ("😀.png", "file.png"), ("a/b/", "b"),
  ]) func isSafe(_ name: String, _ safe: String) {
    #expect("\(SafeFileName(name))" == safe)
  }

  @Test(arguments: ["x", "天", "e\u{301}", "👨‍👩‍👧"]) func isBounded(_ letter: String) {
    let name = SafeFileName(String(repeating: letter, count: 300) + ".json")
    for number in [1, 2, FileFolder.maxNumber] {
      #expect(name.numbered(number).utf8.count <= SafeFileName.maxBytes)
      #expect(name.numbered(number).hasSuffix(number == 1 ? ".json" : "-\(number).json"))
    }
  }

  @Test func isNumbered() {
    #expect(SafeFileName("a.txt").numbered(2) == "a-2.txt")
    #expect(SafeFileName("a").numbered(12) == "a-12")
  }
}

@Suite struct MediaTypeTests {
  @Test(arguments: [
    ("a.pdf", "application/pdf"), ("A.PDF", "application/pdf"), ("x.tar.gz", "application/gzip"),
    ("a.jpeg", "image/jpeg"), ("notes.md", "text/markdown"), ("a", "application/octet-stream"),
    ("a.", "application/octet-stream"), (".pdf", "application/octet-stream"),
    ("a.unknown", "application/octet-stream"), ("", "application/octet-stream"),
  ]) func goesByTheEndOfTheName(_ name: String, _ type: String) {
    #expect(MediaType.ofFile(named: name) == type)
  }
}
