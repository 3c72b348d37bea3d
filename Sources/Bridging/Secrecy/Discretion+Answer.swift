import A2A
import JSON
import Settings
import Telemetry

/// What an agent says, as it comes in. Files stay as they are, and so do names by which things are asked for again.
extension Discretion {
  /// How much is kept of what is said of an error.
  static let maxError = 1_000

  func clean(_ answer: Answer) -> Answer {
    guard !redaction.isEmpty else { return answer }
    return switch answer {
    case .card(let card): .card(cleanCard(card))
    case .event, .tasks, .pushConfigs, .nothing: answer.mapParts({ clean($0) }, words: { cleanShown($0) })
    }
  }

  func clean(_ sign: StreamSign) -> StreamSign {
    guard case .event(let event) = sign, !redaction.isEmpty else { return sign }
    return .event(event.mapParts({ clean($0) }, words: { cleanShown($0) }))
  }

  func clean(_ error: A2AError) -> A2AError {
    var error = error
    error.message = redaction.redacting(CleanText.block(cleanShown(error.message)), limit: Self.maxError)
    return error
  }

  private func clean(_ part: Part) -> Part {
    var part = part
    switch part.content {
    case .text(let text): part.content = .text(cleanWords(text))
    case .url(let url): part.content = .url(cleanWords(url))
    case .data(let data): part.content = .data(data.redacted(by: redaction))
    case .raw: break
    }
    part.filename = part.filename.map { cleanShown($0) }
    part.mediaType = part.mediaType.map { cleanShown($0) }
    part.metadata = part.metadata?.redacted(by: redaction)
    return part
  }

  /// Words as they are, unless a secret stands in them, perhaps with signs between its letters that are not seen and
  /// will be taken out when the words are shown.
  private func cleanWords(_ words: String) -> String {
    let shown = CleanText.block(words)
    let clean = redaction.redacting(shown)
    return clean == shown ? words : clean
  }

  /// An artifact whose texts are pieces of one: a secret may have come in pieces, too.
  func cleanJoined(_ artifact: Artifact) -> Artifact {
    guard artifact.isChunked, !redaction.isEmpty else { return artifact }
    var joined = artifact
    joined.parts = []
    var text = ""
    func close() {
      if !text.isEmpty { joined.parts.append(Part(.text(cleanWords(text)))) }
      text = ""
    }
    for part in artifact.parts {
      if case .text(let piece) = part.content {
        text += piece
      } else {
        close()
        joined.parts.append(part)
      }
    }
    close()
    return joined
  }
}
