private import Synchronization

/// The secrets of this process, and the means to take them out of any text that is about to be logged.
///
/// It is the second line: ``Secret`` keeps a credential from being printed by mistake, this one catches it when a peer
/// echoes it or a library prints it. Spellings in base64, percent encoding and JSON strings are replaced as well.
/// One value is made at start and handed to whoever needs it; there is no global one.
package final class Redaction: Sendable {
  /// The fewest bytes a secret must have to be replaced: shorter ones would eat ordinary words.
  package static let minimumLength = 4
  /// How many secrets are remembered. Tokens are renewed for as long as the process lives; the oldest are forgotten.
  package static let capacity = 8_192

  private let patterns = Mutex(Patterns())

  package init() {}

  /// Replaces `secret` in every text from now on. Shorter than ``minimumLength`` or known already: does nothing.
  package func register(_ secret: Secret) {
    let forms = secret.withRevealed { value in
      value.utf8.count < Self.minimumLength ? [] : SecretForms.all(of: value, minimum: Self.minimumLength)
    }
    guard !forms.isEmpty else { return }
    patterns.withLock { $0.insert(secret, forms: forms) }
  }

  /// `text` with `(secret)` for every registered secret.
  ///
  /// What follows the first `limit` bytes is left out. A secret that begins before the limit is replaced whole,
  /// so no piece of it is left at the cut.
  package func redacting(_ text: String, limit: Int = .max) -> String {
    let patterns = patterns.withLock { $0 }
    if patterns.isEmpty && text.utf8.count <= limit { return text }
    let bytes = Array(text.utf8)
    if text.utf8.count <= limit && !patterns.occur(in: bytes) { return text }
    return patterns.redacting(bytes, limit: limit)
  }
}

/// The spellings to look for, found by their first four bytes.
private struct Patterns: Sendable {
  private var spellings: [UInt32: [[UInt8]]] = [:]
  private var known: [Secret: Set<[UInt8]>] = [:]
  private var order: [Secret] = []
  /// A bit for each pair of bytes that a spelling has begun with: most places of most texts are passed by on a glance.
  private var beginnings = [UInt64](repeating: 0, count: 1_024)

  var isEmpty: Bool { known.isEmpty }

  mutating func insert(_ secret: Secret, forms: Set<[UInt8]>) {
    guard known[secret] == nil else { return }
    if order.count == Redaction.capacity { forget(order.removeFirst()) }
    known[secret] = forms
    order.append(secret)
    for form in forms {
      spellings[Self.key(form, at: 0), default: []].append(form)
      let pair = Self.pair(form, at: 0)
      beginnings[pair >> 6] |= 1 << UInt64(pair & 63)
    }
  }

  private mutating func forget(_ secret: Secret) {
    for form in known.removeValue(forKey: secret) ?? [] {
      let key = Self.key(form, at: 0)
      // Another secret may have the same spelling: one occurrence goes, not all of them.
      if let index = spellings[key]?.firstIndex(of: form) { spellings[key]?.remove(at: index) }
      if spellings[key]?.isEmpty == true { spellings[key] = nil }
    }
  }

  /// Whether any spelling stands in the text.
  func occur(in text: [UInt8]) -> Bool {
    text.indices.contains { longestMatch(in: text, at: $0) > 0 }
  }

  /// One pass over the text. Spellings that overlap are covered together, so nothing of either remains.
  func redacting(_ text: [UInt8], limit: Int) -> String {
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

  private func longestMatch(in text: [UInt8], at index: Int) -> Int {
    guard text.count - index >= Redaction.minimumLength, mayBegin(text, at: index),
      let candidates = spellings[Self.key(text, at: index)]
    else { return 0 }
    return candidates.map { Self.match($0, in: text, at: index) }.max() ?? 0
  }

  /// How many bytes of `form` stand in the text: all of them, or those before an ellipsis, which somebody has put in
  /// place of the rest without knowing of a secret; otherwise none.
  private static func match(_ form: [UInt8], in text: [UInt8], at index: Int) -> Int {
    var count = 0
    while count < form.count, index + count < text.count, text[index + count] == form[count] { count += 1 }
    return count == form.count || text[(index + count)...].starts(with: ellipsis) ? count : 0
  }

  private static let ellipsis = Array("…".utf8)

  private func mayBegin(_ text: [UInt8], at index: Int) -> Bool {
    let pair = Self.pair(text, at: index)
    return beginnings[pair >> 6] & 1 << UInt64(pair & 63) != 0
  }

  private static func pair(_ bytes: [UInt8], at index: Int) -> Int {
    Int(bytes[index]) << 8 | Int(bytes[index + 1])
  }

  private static func key(_ bytes: [UInt8], at index: Int) -> UInt32 {
    UInt32(bytes[index]) << 24 | UInt32(bytes[index + 1]) << 16 | UInt32(bytes[index + 2]) << 8
      | UInt32(bytes[index + 3])
  }
}
