import Crypto
import Encodings
import JSON
import Settings
import Storage
import Telemetry

/// The file in which events are written down, each line chained to the one before it, by however many processes.
struct AuditFile: ~Copyable {
  /// How much of a file's end is read to find the last line: it, and one that was torn.
  static let tailBytes = 4 * AuditLine.maxBytes

  private let settings: AuditSettings
  private let words: AuditWords
  private var log: SharedLog
  /// The last line that this process has written.
  private var last: Written?

  private struct Written {
    let link: AuditLine.Link
    /// How long the file was with it, and which one it was.
    let size: Int
    let opening: Int
  }

  init(_ settings: AuditSettings, _ words: AuditWords) {
    self.settings = settings
    self.words = words
    log = SharedLog(settings.file)
  }

  /// Whether what stands in the file at `path` is the bridge's, so that lines can be added.
  static func canGoOn(_ path: String) -> Bool {
    guard let tail = try? SharedLog.tail(ofFile: path, tailBytes) else { return false }
    return tail.isEmpty || (try? Tail(tail, of: path)) != nil
  }

  /// Writes as many of `records` as it can, in their order.
  ///
  /// - Parameter written: How many are in the file, also when this throws.
  mutating func write(
    _ records: [AuditRecord], written: inout Int
  ) throws(PrivateFile.Failure) {
    for record in records {
      try add(words.members(of: record), at: record.time)
      written += 1
    }
  }

  /// Says that events are missing, so many, because they could not be written for too long.
  mutating func writeLost(_ count: Int, at time: Timestamp) throws(PrivateFile.Failure) {
    try add(words.members("lost", ["events": JSONValue(count)], at: time), at: time)
  }

  /// Has all that was written outlast a loss of power.
  mutating func sync() throws(PrivateFile.Failure) {
    try log.exclusively { (log) throws(PrivateFile.Failure) in try log.sync() }
  }

  private mutating func add(
    _ members: [JSONObject.Member], at time: Timestamp
  ) throws(PrivateFile.Failure) {
    let (settings, words) = (settings, words)
    var last = last
    defer { self.last = last }
    try log.exclusively { (log) throws(PrivateFile.Failure) in
      var end = try Self.end(of: log, last, words, time)
      last = nil
      for line in end.mending { try log.append(line) }
      var size = try log.size()
      var (bytes, link) = AuditLine.writing(members, after: end.link)
      if size > 0, size + bytes.count > settings.fileBytes {
        try log.rotate(keeping: settings.files)
        (size, end.isNew) = (0, true)
      }
      if end.isNew, end.link != AuditLine.origin {
        let before = end.link
        let (first, next) = AuditLine.writing(
          words.members(
            "continued", ["after": JSONValue(before.seq), "older": JSONValue(log.olderFiles)], at: time),
          after: before)
        try log.append(first)
        (bytes, link) = AuditLine.writing(members, after: next)
        size += first.count
      }
      try log.append(bytes)
      last = Written(link: link, size: size + bytes.count, opening: log.openings)
    }
  }

  /// The end of a chain.
  private struct End {
    var link: AuditLine.Link
    /// Whether the file has no line yet.
    var isNew = false
    /// What is to be written first, so that the next line is one.
    var mending: [[UInt8]] = []
  }

  private static func end(
    of log: borrowing SharedLog, _ last: Written?, _ words: AuditWords,
    _ time: Timestamp
  ) throws(PrivateFile.Failure) -> End {
    let size = try log.size()
    if let last, last.size == size, last.opening == log.openings { return End(link: last.link) }
    var end = try Self.end(of: log, words, time)
    // This process remembers more than is there: it goes on from what it knows, so that the gap is seen.
    if let last, last.link.seq > end.link.seq {
      let cut: JSONObject = ["found": "cut", "lines": JSONValue(last.link.seq - end.link.seq)]
      let (line, next) = AuditLine.writing(words.members("repaired", cut, at: time), after: last.link)
      end = End(link: next, mending: end.mending + [line])
    }
    return end
  }

  /// The end as it stands in the file.
  private static func end(
    of log: borrowing SharedLog, _ words: AuditWords, _ time: Timestamp
  ) throws(PrivateFile.Failure) -> End {
    let tail = try log.tail(tailBytes)
    if tail.isEmpty {
      let before = try log.tailBefore(tailBytes)
      return End(link: before.isEmpty ? AuditLine.origin : try Tail(before, of: log.path).link, isNew: true)
    }
    let end = try Tail(tail, of: log.path)
    let lineEnd: [UInt8] = tail.last == Tail.newline ? [] : [Tail.newline]
    guard !end.rest.isEmpty else { return End(link: end.link, mending: [lineEnd].filter { !$0.isEmpty }) }
    let found: JSONObject = [
      "found": end.rest.contains(Tail.newline) ? "altered" : "torn", "bytes": JSONValue(end.rest.count),
      "sha256": .string(SHA256.hash(data: end.rest).hexadecimal),
    ]
    let (line, next) = AuditLine.writing(words.members("repaired", found, at: time), after: end.link)
    return End(link: next, mending: [lineEnd + line])
  }
}

/// What stands at the end of a file.
private struct Tail {
  static let newline = UInt8(ascii: "\n")

  /// The last line that is one.
  let link: AuditLine.Link
  /// What stands behind it: a line that was torn when a process died, or what somebody has put there.
  let rest: ArraySlice<UInt8>

  /// - Throws: `PrivateFile.Failure` for a file that is none of the bridge's: nothing is added to such.
  init(_ bytes: [UInt8], of path: String) throws(PrivateFile.Failure) {
    var end = bytes.count
    while end > 0 {
      let start = (bytes[..<end].lastIndex(of: Self.newline) ?? -1) + 1
      if let line = AuditLine(bytes[start..<end]) {
        link = line.link
        rest = bytes[min(end + 1, bytes.count)...]
        return
      }
      end = start - 1
    }
    throw PrivateFile.Failure("\(path) holds something else than the bridge's audit lines")
  }
}
