/// How the lines begin that the bridge itself writes into results and descriptions. No line of an agent's begins so: one
/// that would is quoted, with a sign before it.
///
/// The words of the bridge are put together from these, so that none can be missing here.
enum OwnLine: String, CaseIterable, Sendable, CustomStringConvertible {
  case asks = "The agent asks:"
  /// In a question to the user, with the agent's name behind it.
  case named = "The agent \""
  case waitsForAnswer = "The agent waits for an answer."
  case waitsForSignIn = "The agent waits for a sign-in."
  case works = "The agent is still working"
  case ended = "The agent ended the task as"
  case latestWord = "Latest word of the agent:"
  case lostContact = "Contact to the agent was lost"
  case asksForSecret = "This may be a question for a secret."
  case declined = "The user was asked and"
  case closed = "The question was closed without an answer"
  case lacksData = "This result lacks its data"
  case isUnfinished = "This is no finished result"
  case notCalled = "Not called:"
  case file = "[file"
  case image = "[image"
  case audio = "[audio"
  case textEnds = "[The text ends at offset"
  case stopped = "The agent has stopped."
  case askedToStop = "The agent was asked to stop."
  case mayHaveActed = "The agent may have acted on it all the same."
  case hasNotActed = "The agent has not acted on it."
  case complaint = "The last answer could not be used:"
  case listedTask = "task="
  case nextPage = "The next page: page="
  case callFound = "Call one by a2a_call_skill"
  case skill = "A skill of the remote agent"
  case skills = "The skills of the remote agent"
  case requires = "the agent requires the A2A extension"

  var description: String { rawValue }

  /// What stands before a line of an agent's that begins like one of these: the usual sign of a quotation.
  static let quotation = "> "
  /// How many scalars of a line are looked at: enough for the longest of these, however it is spaced out.
  static let reach = 160

  /// What follows the number in the lines that say how much is left out.
  enum Omission: String, CaseIterable, CustomStringConvertible {
    case characters = "more characters"
    case parts = "more parts were left out"
    case artifacts = "more artifacts were left out"

    var description: String { rawValue }
  }

  /// What failed, between the agent's name and ``failed``.
  enum Deed: String, CaseIterable {
    case call = "the call"
    case cancelling = "cancelling the task"
    case reading = "reading the task"
    case listing = "listing the tasks"
  }

  static let failed = "failed:"
  /// What is said of a list of tasks, behind the agent's name or a number.
  static let noTask = "remembers no such task."
  static let allTasks = "tasks in all."
  /// What a search is answered with, behind a number.
  static let found = "skills answer to"
  static let foundNothing = "skills answers to"

  /// Whether a line that begins with `start` could be taken for one of the bridge's.
  ///
  /// - Parameter start: The first ``reach`` scalars of the line, or all of them.
  static func isFeigned(in start: some Collection<Unicode.Scalar>) -> Bool {
    // The signs of a quotation, a list or emphasis do not make another line of it.
    let folded = Lookalikes.folded(start.prefix(reach), limit: reach).drop { decorations.contains($0) }
    if folded.first == UInt8(ascii: ">") { return false }
    let skeleton = Lookalikes.skeleton(folded.filter { $0 != 0x20 })
    if skeletons.contains(where: skeleton.starts) { return !isLinkName(folded) }
    guard folded.first == UInt8(ascii: "[") else { return inner.contains { skeleton.holds($0) } }
    let rest = skeleton.dropFirst().drop { $0 == 0x2C || $0 == 0x2E || digits.contains($0) }
    return omissions.contains(where: rest.starts)
  }

  /// `[file.txt](https://…)` and the like: a name of somebody else's.
  private static func isLinkName(_ folded: some Collection<UInt8>) -> Bool {
    for mark in [OwnLine.file, .image, .audio] where folded.starts(with: mark.rawValue.utf8) {
      guard let next = folded.dropFirst(mark.rawValue.utf8.count).first else { return false }
      return next != 0x20 && next != UInt8(ascii: ":")
    }
    return false
  }

  private static let decorations = Array(" *_#~`+-".utf8)
  /// Digits, as a skeleton has them.
  private static let digits = Array("23456789ol".utf8)
  private static let skeletons = allCases.map { skeleton($0.rawValue) }
  private static let omissions = Omission.allCases.map { skeleton($0.rawValue) }
  /// What stands in lines that begin with somebody's name or a number.
  private static let inner =
    (Deed.allCases.map { "\($0.rawValue) \(failed)" } + [noTask, allTasks, found, foundNothing]).map(
      skeleton)

  private static func skeleton(_ words: String) -> [UInt8] {
    Lookalikes.skeleton(Lookalikes.folded(words.unicodeScalars, limit: reach).filter { $0 != 0x20 })
  }
}

extension [UInt8] {
  fileprivate func holds(_ other: [UInt8]) -> Bool {
    guard count >= other.count else { return false }
    return (0...(count - other.count)).contains { self[$0..<($0 + other.count)].elementsEqual(other) }
  }
}

extension OwnLine {
  /// An agent's lines, none of which can be taken for the bridge's.
  ///
  /// - Parameter sequel: What follows `text`, as far as it is looked at.
  static func quoting(_ text: String, before sequel: String = "") -> String {
    let scalars = (text + sequel).unicodeScalars
    var quoted = String.UnicodeScalarView()
    var isChanged = false
    var isStart = true
    for index in scalars.indices.prefix(text.unicodeScalars.count) {
      if isStart, isFeigned(in: scalars[index...].prefix(reach).prefix { $0 != "\n" }) {
        quoted.append(contentsOf: quotation.unicodeScalars)
        isChanged = true
      }
      isStart = scalars[index] == "\n"
      quoted.append(scalars[index])
    }
    return isChanged ? String(quoted) : text
  }
}
