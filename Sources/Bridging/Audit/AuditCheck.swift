import Crypto
import Encodings
import JSON
import Storage

/// Whether the lines of an audit file follow each other as they were written.
struct AuditCheck {
  /// Where and how a chain is broken first.
  struct Break: Hashable {
    let file: String
    let line: Int
    var kind: Kind
  }

  enum Kind: String, CaseIterable {
    /// A line says something else than when it was written.
    case altered
    /// Lines are missing before this one.
    case removed
    /// The line that belongs here comes later.
    case reordered
    /// The line was there before.
    case repeated
    /// The line was not written to its end, and no later one says so: a process died, or somebody has cut the file.
    case torn
  }

  /// How many lines there are.
  private(set) var lines = 0
  private(set) var first: AuditLine.Link?
  /// The last line up to the first break.
  private(set) var last = AuditLine.origin
  private(set) var broken: Break?
  /// The lines that were torn when a process died, as a later one says.
  private(set) var mended: [Break] = []
  /// How many files were put aside before the newest one, as its first line says.
  private(set) var olderFiles = 0
  /// Whether the awaited line has come.
  private(set) var hasExpected = false

  private let expected: String?
  /// A line that is none; the one after it may say why.
  private var unreadable: SharedLogReading.Line?

  /// - Parameter expected: The digest of a line that was there once.
  init(expecting expected: String? = nil) {
    self.expected = expected
  }

  mutating func take(_ line: SharedLogReading.Line) {
    lines += 1
    guard let read = AuditLine(line.bytes) else { return takeUnreadable(line) }
    if let broken {
      // What seemed to be missing has only been moved.
      if broken.kind == .removed, read.isIntact, read.previous == last.hash, read.link.seq == last.seq + 1 {
        self.broken?.kind = .reordered
      }
      return
    }
    if let unreadable, !read.mends(unreadable) { return breaks(at: unreadable, .altered) }
    if let unreadable {
      mended.append(Break(file: unreadable.file, line: unreadable.number, kind: .torn))
      self.unreadable = nil
    }
    if let kind = kind(of: read) { return breaks(at: line, kind) }
    if line.number == 1 { olderFiles = read.event == "continued" ? read.object["older"]?.int ?? 0 : 0 }
    first = first ?? read.link
    last = read.link
    if last.hash == expected { hasExpected = true }
  }

  /// To be called after the last line.
  mutating func finish() {
    guard broken == nil, let unreadable else { return }
    breaks(at: unreadable, unreadable.isEnded ? .altered : .torn)
  }

  private mutating func takeUnreadable(_ line: SharedLogReading.Line) {
    guard broken == nil else { return }
    if let unreadable { return breaks(at: unreadable, .altered) }
    unreadable = line
  }

  private mutating func breaks(at line: SharedLogReading.Line, _ kind: Kind) {
    broken = Break(file: line.file, line: line.number, kind: kind)
  }

  /// What is wrong with a line in its place.
  private func kind(of line: AuditLine) -> Kind? {
    guard line.isIntact else { return .altered }
    if first == nil, line.link.seq > 1 { return line.event == "continued" ? nil : .removed }
    switch line.link.seq {
    case last.seq + 1: return line.previous == last.hash ? nil : .altered
    case ...last.seq: return .repeated
    default: return .removed
    }
  }
}

extension AuditLine {
  /// Whether this line says that the one before it was torn.
  fileprivate func mends(_ torn: SharedLogReading.Line) -> Bool {
    event == "repaired" && object["found"]?.string == "torn"
      && object["sha256"]?.string == SHA256.hash(data: torn.bytes).hexadecimal
  }
}
