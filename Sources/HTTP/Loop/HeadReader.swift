/// Reads the lines of responses, interim ones included, and of their trailers, as libcurl hands them on one by one.
struct HeadReader {
  enum Step: Equatable {
    case more
    /// The blank line after the final response's fields.
    case complete(HTTPResponse.Head)
    case tooLarge
    case tooMany
    /// The head names codings that it must not name.
    case miscoded(CodingProblem)
  }

  /// Whether the final response's head is complete: then further lines are trailers.
  private(set) var isComplete = false
  /// The fields that have followed the content so far.
  private(set) var trailers = HTTPFields()

  private let limit: Int
  private let fieldLimit: Int
  private let acceptsCompression: Bool
  /// Whether the next line is a status line: the first one, and the one behind an interim response.
  private var awaitsStatus = true
  private var bytes = 0
  private var fields = 0
  private var head = HTTPResponse.Head(status: 0)

  /// - Parameters:
  ///   - limit: how many bytes all lines may have together.
  ///   - fieldLimit: how many fields there may be.
  ///   - acceptsCompression: whether the request has asked for it.
  init(limit: Int, fieldLimit: Int, acceptsCompression: Bool) {
    self.limit = limit
    self.fieldLimit = fieldLimit
    self.acceptsCompression = acceptsCompression
  }

  mutating func read(_ line: Span<UInt8>) -> Step {
    bytes += line.count
    guard bytes <= limit else { return .tooLarge }
    let end = line.trimmedEnd()
    if end > 0 { fields += 1 }
    guard fields <= fieldLimit else { return .tooMany }
    if isComplete {
      trailers.read(line, upTo: end)
    } else if end == 0 {
      return endHead()
    } else if awaitsStatus {
      awaitsStatus = false
      head = HTTPResponse.Head(status: line.statusCode ?? 0)
    } else {
      head.fields.read(line, upTo: end)
    }
    return .more
  }

  private mutating func endHead() -> Step {
    awaitsStatus = true
    if let problem = CodingProblem(head, acceptsCompression: acceptsCompression) { return .miscoded(problem) }
    guard head.status >= 200 else { return .more }
    isComplete = true
    return .complete(head)
  }
}

extension HTTPFields {
  fileprivate mutating func read(_ line: Span<UInt8>, upTo end: Int) {
    guard end > 0 else { return }
    if line[0].isBlank { return extendLast(with: line.text(line.skippingBlanks(from: 0)..<end)) }
    // libcurl has refused lines without a colon; one that slips through says nothing.
    guard let colon = line.firstIndex(of: 0x3A, before: end) else { return }
    let name = line.text(0..<line.trimmedEnd(before: colon))
    let start = Swift.min(line.skippingBlanks(from: colon + 1), end)
    add(name, line.text(start..<end))
  }
}

extension Span<UInt8> {
  /// The code in `HTTP/x.y NNN reason` or `HTTP/2 NNN`; nil when this isn't a status line.
  fileprivate var statusCode: Int? {
    guard count >= 5, self[0] == 0x48, self[1] == 0x54, self[2] == 0x54, self[3] == 0x50, self[4] == 0x2F,
      let space = firstIndex(of: 0x20, before: count)
    else { return nil }
    var code = 0
    var index = space + 1
    while index < count, index < space + 4, (0x30...0x39).contains(self[index]) {
      code = code * 10 + Int(self[index] - 0x30)
      index += 1
    }
    return code
  }

  fileprivate func firstIndex(of byte: UInt8, before end: Int) -> Int? {
    var index = 0
    while index < end {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  fileprivate func skippingBlanks(from start: Int) -> Int {
    var index = start
    while index < count, self[index].isBlank { index += 1 }
    return index
  }

  /// Where the text before `limit` ends when blanks and line ends behind it are left out.
  fileprivate func trimmedEnd(before limit: Int? = nil) -> Int {
    var end = limit ?? count
    while end > 0, self[end - 1].isBlank || self[end - 1] == 0x0D || self[end - 1] == 0x0A { end -= 1 }
    return end
  }

  fileprivate func text(_ range: Range<Int>) -> String {
    unsafe extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
