private import Synchronization

/// The secrets of this process, and the means to take them out of any text that is about to be logged.
///
/// It is the second line: ``Secret`` keeps a credential from being printed by mistake, this one catches it when a peer
/// echoes it or a library prints it. Spellings in base64, percent encoding and JSON strings are replaced as well.
/// One value is made at start and handed to whoever needs it; there is no global one.
package final class Redaction: Sendable {
  /// The fewest bytes a secret must have to be replaced: shorter ones would eat ordinary words.
  package static let minimumLength = 4
  /// How many secrets are remembered beside those that stay. Tokens are renewed for as long as the process lives: the
  /// one that was registered the longest time ago is forgotten.
  package static let capacity = 8_192

  private let known = Mutex(Known())

  private struct Known {
    var patterns = Patterns()
    /// Those that may be forgotten, by when they were registered the last time.
    var uses: [Secret: Int] = [:]
    var lastUse = 0
  }

  package init() {}

  /// Replaces `secret` in every text from now on. Shorter than ``minimumLength``: does nothing.
  ///
  /// - Parameter forGood: Whether it is never forgotten. For what stands in the configuration, whose own limits bound
  ///   it.
  package func register(_ secret: Secret, forGood: Bool = false) {
    let isReplaced = secret.withRevealed { $0.utf8.count >= Self.minimumLength }
    guard isReplaced else { return }
    known.withLock { known in
      if known.patterns.knows(secret) {
        // One that stays has no use to note.
        guard known.uses[secret] != nil else { return }
      } else {
        let forms = secret.withRevealed { SecretForms.all(of: $0, minimum: Self.minimumLength) }
        if !forGood, known.uses.count == Self.capacity,
          let oldest = known.uses.min(by: { $0.value < $1.value })
        {
          known.patterns.forget(oldest.key)
          known.uses[oldest.key] = nil
        }
        known.patterns.insert(secret, forms: forms)
      }
      known.lastUse += 1
      known.uses[secret] = forGood ? nil : known.lastUse
    }
  }

  /// True when there is nothing to look for.
  package var isEmpty: Bool { known.withLock { $0.patterns.isEmpty } }

  /// `text` with `(secret)` for every registered secret.
  ///
  /// What follows the first `limit` bytes is left out. A secret that begins before the limit is replaced whole,
  /// so no piece of it is left at the cut.
  package func redacting(_ text: String, limit: Int = .max) -> String {
    let patterns = known.withLock { $0.patterns }
    let bytes = text.utf8.span
    if bytes.count <= limit && !patterns.occur(in: bytes) { return text }
    return patterns.redacting(bytes, limit: limit)
  }
}

/// The spellings to look for, found by their first four bytes.
private struct Patterns: Sendable {
  private var spellings: [UInt32: [[UInt8]]] = [:]
  private var known: [Secret: Set<[UInt8]>] = [:]
  /// A bit for each pair of bytes that a spelling has begun with: most places of most texts are passed by on a glance.
  private var beginnings = [UInt64](repeating: 0, count: 1_024)

  var isEmpty: Bool { known.isEmpty }

  func knows(_ secret: Secret) -> Bool { known[secret] != nil }

  /// - Parameter secret: One that is not known.
  mutating func insert(_ secret: Secret, forms: Set<[UInt8]>) {
    known[secret] = forms
    for form in forms {
      spellings[Self.key(form.span, at: 0), default: []].append(form)
      let pair = Self.pair(form.span, at: 0)
      beginnings[pair >> 6] |= 1 << UInt64(pair & 63)
    }
  }

  mutating func forget(_ secret: Secret) {
    for form in known.removeValue(forKey: secret) ?? [] {
      let key = Self.key(form.span, at: 0)
      // Another secret may have the same spelling: one occurrence goes, not all of them.
      if let index = spellings[key]?.firstIndex(of: form) { spellings[key]?.remove(at: index) }
      if spellings[key]?.isEmpty == true { spellings[key] = nil }
    }
  }

  /// Whether any spelling stands in the text.
  func occur(in text: Span<UInt8>) -> Bool {
    guard !isEmpty else { return false }
    for index in text.indices where longestMatch(in: text, at: index) > 0 { return true }
    return false
  }

  /// One pass over the text. Spellings that overlap are covered together, so nothing of either remains.
  func redacting(_ text: Span<UInt8>, limit: Int) -> String {
    var output: [UInt8] = []
    var end = min(text.count, limit)
    // Not in the middle of a character.
    while end > 0, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
    output.reserveCapacity(end)
    var coveredUntil = 0
    for index in 0..<end {
      let matchEnd = index + longestMatch(in: text, at: index)
      if matchEnd > index && index >= coveredUntil { output.append(contentsOf: Secret.mark.utf8) }
      coveredUntil = max(coveredUntil, matchEnd)
      if index >= coveredUntil { output.append(text[index]) }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private func longestMatch(in text: Span<UInt8>, at index: Int) -> Int {
    guard text.count - index >= Redaction.minimumLength, mayBegin(text, at: index),
      let candidates = spellings[Self.key(text, at: index)]
    else { return 0 }
    var longest = 0
    for candidate in candidates { longest = max(longest, text.matched(candidate, at: index)) }
    return longest
  }

  private func mayBegin(_ text: Span<UInt8>, at index: Int) -> Bool {
    let pair = Self.pair(text, at: index)
    return beginnings[pair >> 6] & 1 << UInt64(pair & 63) != 0
  }

  private static func pair(_ bytes: Span<UInt8>, at index: Int) -> Int {
    Int(bytes[index]) << 8 | Int(bytes[index + 1])
  }

  private static func key(_ bytes: Span<UInt8>, at index: Int) -> UInt32 {
    UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
      | UInt32(bytes[index + 3])
  }
}

extension Span<UInt8> {
  /// How many bytes of `form` stand at `index`: all of them, or those before an ellipsis, which somebody has put in
  /// place of the rest without knowing of a secret; otherwise none.
  fileprivate func matched(_ form: [UInt8], at index: Int) -> Int {
    var length = 0
    while length < form.count, index + length < count, self[index + length] == form[length] { length += 1 }
    return length == form.count || isEllipsis(at: index + length) ? length : 0
  }

  private func isEllipsis(at index: Int) -> Bool {
    count - index >= 3 && self[index] == 0xE2 && self[index + 1] == 0x80 && self[index + 2] == 0xA6
  }
}
