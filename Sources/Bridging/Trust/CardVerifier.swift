import A2A
import JOSE
import JSON
import Settings

/// Says who has signed a card, and whether it may be used then (A2A 1.0 §8.4).
struct CardVerifier: Sendable {
  /// How many signatures of a card are looked at.
  static let maxSignatures = 16
  /// How many times a key is tried in all: a card must not make work. A signature without a name may be any key's of
  /// the largest set, in any form.
  static let maxTrials = KeySet.maxKeys * SignedForm.allCases.count

  let policy: CardSettings.SignaturePolicy
  let keys: CardKeys

  /// What a card is good for.
  struct Verdict: Sendable {
    let signature: CardSignature
    /// The card to go on with: what was signed, or all of it where nobody has.
    let card: FetchedCard
    /// Why it must not be used; nil when it may.
    let refusal: String?
    /// Whether keys could not be had that might have made the signature.
    var lacksKeys = false
  }

  func verdict(on fetched: FetchedCard) async -> Verdict {
    guard policy != .off else { return Verdict(signature: .off, card: fetched, refusal: nil) }
    guard let signatures = Signatures(fetched) else { return verdict(.unsigned, fetched) }
    guard !keys.isEmpty else { return verdict(.unverifiable("no keys are configured"), fetched) }
    var found = await keys.found()
    if !signatures.known(to: found) { found = await keys.found(isSearch: true) }
    return verdict(on: fetched, signatures, found)
  }

  /// A card of an earlier run, as it may serve until its agent has been asked; nil where it may not. Who signed it is
  /// found out anew, with the keys of now, and nobody is asked for those: what a signature vouched for that can't be
  /// checked at once, waits for its agent.
  func kept(_ card: FetchedCard) -> FetchedCard? {
    guard policy != .off else { return try? card.unsigned() }
    guard card.signed != nil else { return policy == .require ? nil : unrefused(card) }
    guard let bare = try? card.unsigned(), let signatures = Signatures(bare) else { return nil }
    let verdict = verdict(on: bare, signatures, keys.inFiles)
    return verdict.card.signed == nil ? nil : verdict.card
  }

  /// A kept card that nobody had vouched for, unless a key of now shows that it is not the one that was signed.
  private func unrefused(_ card: FetchedCard) -> FetchedCard? {
    guard !keys.isEmpty, let signatures = Signatures(card) else { return card }
    let verdict = verdict(on: card, signatures, keys.inFiles)
    return verdict.refusal == nil ? verdict.card : nil
  }

  private func verdict(on fetched: FetchedCard, _ signatures: Signatures, _ found: CardKeys.Found) -> Verdict
  {
    if let signed = signatures.verified(by: found) {
      do throws(NotACard) {
        return verdict(.verified(key: signed.key), try fetched.reading(signed))
      } catch {
        return verdict(.invalid("what was signed is no card: \(error.reason)"), fetched)
      }
    }
    return verdict(signatures.failure(of: found), fetched, lacksKeys: !found.problems.isEmpty)
  }

  private func verdict(
    _ signature: CardSignature, _ card: FetchedCard, lacksKeys: Bool = false
  ) -> Verdict {
    Verdict(
      signature: signature, card: card, refusal: policy.refusal(of: signature), lacksKeys: lacksKeys)
  }
}

extension CardSettings.SignaturePolicy {
  /// Why a card with such a signature must not be used; nil when it may.
  func refusal(of signature: CardSignature) -> String? {
    switch (self, signature) {
    case (.off, _), (_, .off), (_, .own), (_, .verified): nil
    case (.verifyIfPresent, .unsigned), (.verifyIfPresent, .unverifiable): nil
    case (.verifyIfPresent, .invalid(let reason)), (.require, .invalid(let reason)):
      "the signature of its card is not valid: \(reason)"
    case (.require, .unsigned): "its card is not signed, and \"card\".\"signature\" is \"require\""
    case (.require, .unverifiable(let reason)):
      "the signature of its card can't be verified: \(reason); \"card\".\"signature\" is \"require\""
    }
  }
}

/// The signatures of one card, and what came of looking at them.
private struct Signatures {
  private let document: JSONObject
  private var readable: [WebSignature] = []
  private var unreadable: [UnreadableSignature] = []

  /// - Returns: nil for a card that has none.
  init?(_ card: FetchedCard) {
    guard let document = card.document.object, let entries = document["signatures"]?.array, !entries.isEmpty
    else { return nil }
    self.document = document
    for entry in entries.prefix(CardVerifier.maxSignatures) {
      do throws(UnreadableSignature) {
        readable.append(try WebSignature(entry: entry))
      } catch {
        unreadable.append(error)
      }
    }
  }

  /// Whether each names a key that is there.
  func known(to found: CardKeys.Found) -> Bool {
    readable.allSatisfy { !found.keys.candidates(for: $0.header).isEmpty }
  }

  /// The first signature that is right, over which form of the card; one is enough.
  func verified(by found: CardKeys.Found) -> FetchedCard.Signed? {
    let candidates = readable.map { ($0, found.keys.candidates(for: $0.header)) }.filter { !$0.1.isEmpty }
    guard !candidates.isEmpty else { return nil }
    var trialsLeft = CardVerifier.maxTrials
    for form in SignedForm.allCases {
      guard let text = form.text(of: document) else { continue }
      for (signature, keys) in candidates {
        let tried = keys.prefix(trialsLeft)
        trialsLeft -= tried.count
        guard let key = signature.firstSigner(over: text.bytes, among: tried) else { continue }
        return FetchedCard.Signed(key: key.id ?? "without a name", thumbprint: key.thumbprint, form: form)
      }
    }
    return nil
  }

  /// What to say where none is right.
  func failure(of found: CardKeys.Found) -> CardSignature {
    if let wrong = readable.first(where: { !found.keys.candidates(for: $0.header).isEmpty }) {
      return .invalid("the card is not the one that was signed\(Self.by(wrong))")
    }
    let problems = found.problems.isEmpty ? "" : " (\(found.problems.joined(separator: "; ")))"
    if let unknown = readable.first {
      return .unverifiable("none of the configured keys has made it\(Self.by(unknown))\(problems)")
    }
    return .invalid(unreadable.first.map { "\($0)" } ?? "there is none")
  }

  private static func by(_ signature: WebSignature) -> String {
    signature.header.keyID.map { " by \(CleanText.quote($0, limit: CardSignature.maxKey))" } ?? ""
  }
}
