import A2A
import Crypto
import Encodings
import JSON
import MCP

/// Builds a result's content out of an agent's parts: text first and complete, media that hosts can show beside it.
struct ResultContent: Sendable {
  /// The most bytes of base64 that are attached in all: with more, the message would be too long to be sent.
  static let maxAttached = 2 << 20
  /// The most pictures and sounds that are attached; more are described, as files are.
  static let maxMedia = 20

  /// Where the rest of a text is to be had that was cut.
  enum Rest: Sendable {
    /// At the agent, with the task.
    case atAgent
    /// Here, under this id.
    case kept(String)
    /// In the task's result, once there is one.
    case inResult
    case nowhere
  }

  private var text: ResultText
  private var media: [ContentBlock] = []
  private var attached = 0
  /// True for a later stretch of a text. Whatever is not text went with the first.
  private let isContinued: Bool
  /// What is said of the rest, when there is one.
  var rest = Rest.atAgent
  private let files: FileDelivery
  private let discretion: Discretion
  private var savedFiles = 0
  private var links: [Resource] = []

  /// The most links of one result.
  static let maxLinks = 50

  /// - Parameters:
  ///   - start: Where the text goes on; what comes before was read already.
  ///   - files: What becomes of files beside their description.
  ///   - discretion: Takes secrets out of texts that have come in pieces.
  init(
    maxCharacters: Int, from start: Int = 0, files: FileDelivery = FileDelivery(), _ discretion: Discretion
  ) {
    self.discretion = discretion
    text = ResultText(from: start, limit: maxCharacters)
    isContinued = start > 0
    self.files = isContinued ? FileDelivery() : files
  }

  /// True when there is more text than fits.
  var isCut: Bool { text.omitted > 0 }

  /// Adds the bridge's own words.
  mutating func add(_ words: String) { text.note(words) }

  mutating func add(_ artifacts: [Artifact]) {
    for artifact in artifacts { add(discretion.cleanJoined(artifact)) }
  }

  /// Pieces of a streamed text belong together as they are; parts of a text written at once are lines.
  private mutating func add(_ artifact: Artifact) {
    var isInText = false
    for part in artifact.parts {
      if case .text(let piece) = part.content {
        text.add(piece, separator: isInText ? artifact.isChunked ? "" : "\n" : "\n\n")
        // Nothing is no text yet: what follows would go on with the artifact before.
        isInText = isInText || !piece.isEmpty
      } else {
        add(part, of: artifact)
        isInText = false
      }
    }
    if artifact.omittedParts > 0 {
      text.note(
        "[\(artifact.omittedParts) \(OwnLine.Omission.parts); one artifact has at most \(Artifact.maxParts)]")
    }
  }

  /// Says how many artifacts are missing.
  mutating func add(omittedArtifacts count: Int) {
    guard count > 0 else { return }
    text.note("[\(count) \(OwnLine.Omission.artifacts); one task has at most \(AgentTask.maxArtifacts)]")
  }

  private mutating func add(_ part: Part, of artifact: Artifact) {
    switch part.content {
    case .text(let piece): text.add(piece)
    case .data(let data): text.add(CleanText.json(data.text))
    case .url(let url): add(part, at: url, of: artifact)
    case .raw(let bytes): add(part, bytes, of: artifact)
    }
  }

  /// A file that is only linked: as if its bytes were here, where they have been fetched.
  private mutating func add(_ part: Part, at url: String, of artifact: Artifact) {
    let address = Self.bare(url, limit: Self.maxURL, without: "[]\" ")
    guard let linked = files.linked else {
      text.note("\(OwnLine.file)\(Self.label(part)): \(address)]")
      return
    }
    switch linked.outcome(of: url) ?? .failed(LinkedFiles.tooMany) {
    case .fetched(let base64, let mediaType):
      var part = part
      part.mediaType = part.mediaType ?? mediaType
      add(part, base64, of: artifact, from: ", fetched from \(address)")
    case .failed(let reason):
      let why = CleanText.line(reason, limit: 200)
      text.note("\(OwnLine.file)\(Self.label(part)): \(address), not fetched: \(why)]")
    }
  }

  private static let maxURL = 2_000

  private mutating func add(_ part: Part, _ raw: String, of artifact: Artifact, from origin: String = "") {
    guard let bytes = Base64(raw) else {
      text.note("\(OwnLine.file)\(Self.label(part)): its content is not valid base64]")
      return
    }
    let content = bytes.bytes
    let digest = SHA256.hash(data: content).hexadecimal
    let saved = files.save(content, digest, part, of: artifact, after: &savedFiles)
    if media.count < Self.maxMedia, bytes.byteCount <= ShownMedia.maxBytes,
      attached + bytes.text.utf8.count <= Self.maxAttached,
      let (kind, mimeType) = ShownMedia.kind(of: part.mediaType, start: bytes.prefix(12))
    {
      attached += bytes.text.utf8.count
      let line: OwnLine
      switch kind {
      case .image:
        line = .image
        media.append(.image(data: bytes.text, mimeType: mimeType))
      case .audio:
        line = .audio
        media.append(.audio(data: bytes.text, mimeType: mimeType))
      }
      text.note("\(line)\(Self.label(part)): \(bytes.byteCount) bytes, attached\(origin)\(saved)]")
      return
    }
    let linked = link(part, of: artifact).map { ", resource \(CleanText.line($0, limit: 4_000))" } ?? ""
    text.note(
      "\(OwnLine.file)\(Self.label(part)): \(bytes.byteCount) bytes, sha256 \(digest)\(origin)\(saved)\(linked)]"
    )
  }

  /// Links the artifact that a file is of, once.
  ///
  /// - Returns: Its URI; nil when it is not to be linked.
  private mutating func link(_ part: Part, of artifact: Artifact) -> String? {
    guard let uri = files.source?.uri(of: artifact.id) else { return nil }
    guard !links.contains(where: { $0.uri == uri }) else { return uri }
    guard links.count < Self.maxLinks else { return nil }
    links.append(
      Resource(
        uri: uri, name: Self.shown(part.filename ?? artifact.name ?? artifact.id, limit: 100),
        description: artifact.description.map { Self.shown($0, limit: 200) },
        mimeType: part.mediaType.map { Self.shown($0, limit: 100) }))
    return uri
  }

  /// An agent's words where nothing else looks after them.
  private static func shown(_ words: String, limit: Int) -> String {
    Trailer.disarm(CleanText.name(words, limit: limit))
  }

  private static func label(_ part: Part) -> String {
    let name = part.filename.flatMap { $0.isEmpty ? nil : bare($0, limit: maxLabel, without: "[]():,\"\\") }
    let type = part.mediaType.map { "(\(bare($0, limit: maxLabel, without: "[]():,\"\\")))" }
    let words = [name, type].compactMap(\.self)
    return words.isEmpty ? "" : " " + words.joined(separator: " ")
  }

  private static let maxLabel = 100

  /// An agent's word within a note of the bridge's: as a JSON string where it could pass for a part of the note.
  private static func bare(_ word: String, limit: Int, without signs: String) -> String {
    let clean = Trailer.disarm(CleanText.name(word, limit: limit))
    let isPlain = !clean.isEmpty && !clean.unicodeScalars.contains { signs.unicodeScalars.contains($0) }
    return isPlain ? clean : JSONQuotes.around(clean)
  }

  /// The content with `trailer` as its last line. The cap does not touch what the bridge itself has to say.
  func blocks(trailer: Trailer, note: String? = nil) -> [ContentBlock] {
    // Looked at as a whole and only here: the bridge's words could be feigned in pieces.
    let words = text.shown
    var lines: [String] = words.isEmpty ? [] : [words]
    if text.isBeyond { lines.append("\(OwnLine.textEnds) \(text.count): there is nothing more.]") }
    if isCut { lines.append("[\(text.omitted) \(OwnLine.Omission.characters)\(wayToRest(trailer))]") }
    if let note { lines.append(note) }
    lines.append(trailer.line)
    return [.text(lines.joined(separator: "\n\n"))] + (isContinued ? [] : media + links.map { .link($0) })
  }

  private func wayToRest(_ trailer: Trailer) -> String {
    switch rest {
    case .atAgent: trailer.taskID.map { wayToRest(trailer.agent, $0) } ?? Self.loss
    case .kept(let id): wayToRest(trailer.agent, id)
    case .inResult: ", which the result will show"
    case .nowhere: Self.loss
    }
  }

  private func wayToRest(_ agent: String, _ id: String) -> String {
    ": call \(Tool.readMore.name) with agent=\"\(agent)\", task_id=\(Trailer.quoted(id)) and offset=\(text.end)"
  }

  private static let loss =
    " were left out; \"results\": {\"maxCharacters\": …} in bridge.json sets the limit"
}
