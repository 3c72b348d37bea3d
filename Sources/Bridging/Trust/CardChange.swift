/// One thing that a card says otherwise than before.
struct CardChange: Sendable, Hashable, CustomStringConvertible {
  enum Subject: Sendable, Hashable {
    /// Whom calls go to, what for a proof is wanted, or who answers for the card.
    case identity
    /// What the agent says of itself.
    case agent
    /// What it says of the skill with this id.
    case skill(String)
    /// What is read only by whoever reads the card as a whole.
    case rest
  }

  let subject: Subject
  /// A line for people, cleaned.
  let description: String
}

extension CardFacts {
  /// What is otherwise in `new`: first whom calls go to, then the words.
  func changes(to new: CardFacts) -> [CardChange] {
    identityChanges(to: new) + agentChanges(to: new) + skillChanges(to: new)
  }

  private func identityChanges(to new: CardFacts) -> [CardChange] {
    let lists =
      [
        ("addresses", addresses.map(\.description), new.addresses.map(\.description)),
        ("security schemes", schemes, new.schemes),
        ("security requirements", requirements, new.requirements),
      ].filter { $0.1 != $0.2 }
      + (keys == new.keys ? [] : [("signing key", Self.names(keys, new.keys), Self.names(new.keys, keys))])
    return lists.map { name, before, after in
      CardChange(
        subject: .identity,
        description: "\(name): \(Self.list(before, beside: after)) → \(Self.list(after, beside: before))")
    }
  }

  /// The names of keys, with what tells them apart where those are the same.
  private static func names(_ keys: [Key], _ others: [Key]) -> [String] {
    keys.map { key in others.contains { $0.name == key.name } ? "\(key.name) (\(key.thumbprint))" : key.name }
  }

  /// Those first that `others` are without: a long list must not hide them.
  private static func list(_ words: [String], beside others: [String]) -> String {
    let sorted = words.filter { !others.contains($0) } + words.filter(others.contains)
    return sorted.isEmpty ? "none" : CleanText.line(sorted.joined(separator: ", "), limit: Words.maxShown)
  }

  private func agentChanges(to new: CardFacts) -> [CardChange] {
    agent.changes(to: new.agent, AgentWord.allCases.map(\.rawValue)).map {
      CardChange(subject: .agent, description: "the agent's \($0)")
    }
  }

  private func skillChanges(to new: CardFacts) -> [CardChange] {
    Set(skills.keys).union(new.skills.keys).sorted().flatMap { id -> [CardChange] in
      let name = "skill \(Trailer.quoted(CleanText.line(id, limit: Self.maxShownID)))"
      let lines: [String] =
        switch (skills[id], new.skills[id]) {
        case (nil, let words?): ["\(name) is new: \(words.shown.prefix(2).joined(separator: " – "))"]
        case (.some, nil): ["\(name) is gone"]
        case (let before?, let after?):
          before.changes(to: after, SkillWord.allCases.map(\.rawValue)).map { "\(name), \($0)" }
        case (nil, nil): []
        }
      return lines.map { CardChange(subject: .skill(id), description: $0) }
    }
  }

  private static let maxShownID = 100
}

extension CardFacts.Words {
  /// `description: "…" → "…"` for each kind of words that is another.
  fileprivate func changes(to new: Self, _ names: [String]) -> [String] {
    guard digest != new.digest else { return [] }
    let lines = zip(names, zip(shown, new.shown)).filter { $0.1.0 != $0.1.1 }.map { name, words in
      "\(name): \(Trailer.quoted(words.0)) → \(Trailer.quoted(words.1))"
    }
    if !lines.isEmpty { return lines }
    return [shown.isEmpty ? "words are others" : "words are others beyond what is shown of them"]
  }
}
