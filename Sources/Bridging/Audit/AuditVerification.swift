package import JSON
import Storage

/// What comes of looking whether an audit file, and those put aside before it, are as they were written.
package struct AuditVerification: Sendable {
  /// Why nothing could be looked at.
  package struct Unreadable: Error, CustomStringConvertible {
    package let description: String
  }

  /// Words for the user, the first one the outcome.
  package let text: [String]
  package let json: JSONObject
  package let isIntact: Bool

  /// - Parameters:
  ///   - file: The file that is written now.
  ///   - expected: The digest of a line that was there once: what tells that the end has been cut off.
  package init(of file: String, expecting expected: String? = nil) throws(Unreadable) {
    var check = AuditCheck(expecting: expected)
    let files: Int
    do throws(PrivateFile.Failure) {
      let reading = try SharedLogReading(file)
      files = reading.count
      try reading.forEach(limit: AuditLine.maxBytes) { check.take($0) }
    } catch {
      throw Unreadable(description: "\(error)")
    }
    check.finish()
    self.init(check, files: files, expected)
  }

  init(_ check: AuditCheck, files: Int, _ expected: String?) {
    let isCut = expected != nil && !check.hasExpected
    let missing = max(0, check.olderFiles - (files - 1))
    isIntact = check.broken == nil && !isCut && missing == 0
    let count = "\(check.lines) \(check.lines == 1 ? "line" : "lines")"
    let place = "in \(files) \(files == 1 ? "file" : "files")"
    var text: [String] = []
    var json: JSONObject = [
      "intact": JSONValue(isIntact), "lines": JSONValue(check.lines), "files": JSONValue(files),
    ]
    if let broken = check.broken {
      text.append("Broken at \(broken.file), line \(broken.line): \(broken.kind.words).")
      text.append(
        check.last.seq == 0
          ? "Nothing before it is the bridge's." : "Up to number \(check.last.seq) all is as it was written.")
      json["break"] = [
        "file": .string(broken.file), "line": JSONValue(broken.line), "kind": .string(broken.kind.rawValue),
      ]
    } else if isCut {
      text.append(
        "The line with the expected hash is not there: the end has been cut off, or it is another file.")
      json["break"] = ["kind": "cut"]
    } else if missing > 0 {
      text.append(
        "\(missing) of the \(check.olderFiles) older \(check.olderFiles == 1 ? "file" : "files") that it goes on from "
          + "\(missing == 1 ? "is" : "are") not there; what is there is as it was written.")
      json["break"] = ["kind": "missing", "files": JSONValue(missing)]
    } else {
      text.append("Intact: \(count) \(place), each as it was written.")
    }
    for torn in check.mended {
      text.append("\(torn.file), line \(torn.line): torn when a process died; the line after it says so.")
    }
    json["torn"] = .array(
      check.mended.map { ["file": .string($0.file), "line": JSONValue($0.line)] })
    if let first = check.first, first.seq > 1 {
      text.append("It begins with number \(first.seq): older lines are not there.")
    }
    json["first"] = check.first.map { JSONValue($0.seq) }
    if check.last.seq > 0 {
      text.append(
        "The last \(check.broken == nil ? "" : "good ")line is number \(check.last.seq), hash \(check.last.hash)."
      )
      text.append(
        "What was cut off after it can't be seen here: note the hash elsewhere, and give it with --expect the next time."
      )
      json["last"] = ["seq": JSONValue(check.last.seq), "hash": .string(check.last.hash)]
    }
    self.text = text
    self.json = json
  }
}

extension AuditCheck.Kind {
  fileprivate var words: String {
    switch self {
    case .altered: "it is not the line that was written here"
    case .removed: "lines before it are missing"
    case .reordered: "it stands before one that was written earlier"
    case .repeated: "it was there before"
    case .torn: "it ends in the middle, and no line after it says why"
    }
  }
}
