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
    ("😀.png", "file.png"), ("a/b/", "b"), ("a/\u{301}b", "b"), ("a\\\u{301}.b", "file.b"),
    ("\u{301}.x", "file.x"),
    ("a\u{FE0F}b", "a_b"), ("\u{3164}.txt", "file.txt"), ("a\u{3164}", "a_"), (".\u{301}bashrc", "bashrc"),
    ("\u{301}-rf", "rf"), ("a.-b", "a.-b"), ("x.pdf. ", "x.pdf"),
  ]) func isSafe(_ name: String, _ safe: String) {
    #expect("\(SafeFileName(name))" == safe)
  }

  @Test(arguments: ["x", "天", "e\u{301}", "👨‍👩‍👧"]) func isBounded(_ letter: String) {
    let name = SafeFileName(String(repeating: letter, count: 300) + ".json")
    for (text, end) in [("\(name)", ".json"), (name.marked("0a1b"), "-0a1b.json")] {
      #expect(text.utf8.count <= SafeFileName.maxBytes)
      #expect(text.hasSuffix(end))
    }
  }

  /// However many marks a letter has, the letter is left.
  @Test func keepsItsBeginning() {
    let name = SafeFileName("a" + String(repeating: "\u{301}", count: 60) + ".bashrc")
    #expect("\(name)".unicodeScalars.first == "a" && "\(name)".hasSuffix(".bashrc"))
    #expect("\(name)".utf8.count <= SafeFileName.maxBytes)
  }

  /// A name's two ends are never one word, which nobody has looked at.
  @Test func itsEndsStayApart() {
    let dots = String(repeating: ".", count: 194)
    let name = SafeFileName("\(dots)s3cr3t\(String(repeating: "j", count: 300))-value\(dots)")
    #expect("\(name)" == "s3cr3t_-value")
  }

  @Test func isMarked() {
    #expect(SafeFileName("a.txt").marked("2") == "a-2.txt")
    #expect(SafeFileName("a").marked("12") == "a-12")
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

  @Test(arguments: [
    ("application/pdf", ".pdf"), ("image/JPEG; q=1", ".jpg"), ("text/plain", ".txt"), ("x/y", ""), ("", ""),
  ]) func namesTheEnd(_ type: String, _ end: String) {
    #expect(MediaType.ending(of: type) == end)
  }
}
