/// Phrases that instruct a reader, as words that follow each other at some distance.
enum InjectionPhrases {
  /// One way to say something: a word of each set in this order, each at most so many words behind the one before.
  private struct Phrase {
    let pattern: Injection
    let steps: [Set<String>]
    let reach: Int
    /// Words of which one within the sentence shows that it is meant otherwise.
    let unless: Set<String>
    /// Words that mean something else right behind the last one.
    let notBefore: Set<String>

    init(
      _ pattern: Injection, _ steps: String..., within reach: Int = 4, unless: String = "",
      notBefore: String = ""
    ) {
      self.pattern = pattern
      self.steps = steps.map(Self.set)
      self.reach = reach
      self.unless = Self.set(unless)
      self.notBefore = Self.set(notBefore)
    }

    private static func set(_ words: String) -> Set<String> {
      Set(words.split(separator: " ").map(String.init))
    }

    /// Whether it stands in `words`, its first one at `index`.
    func stands(in words: [String], at index: Int) -> Bool {
      goesOn(words, after: index, at: 1) && (unless.isEmpty || !words.contains(where: unless.contains))
    }

    private func goesOn(_ words: [String], after index: Int, at step: Int) -> Bool {
      guard step < steps.count else {
        return index + 1 == words.count || !notBefore.contains(words[index + 1])
      }
      return words.indices.dropFirst(index + 1).prefix(reach).contains { next in
        steps[step].contains(words[next]) && goesOn(words, after: next, at: step + 1)
      }
    }
  }

  static func pattern(in words: [String]) -> Injection? {
    if words.contains(where: isGlued) { return .override }
    for (index, word) in words.enumerated() {
      guard let phrases = byBeginning[word] else { continue }
      if let phrase = phrases.first(where: { $0.stands(in: words, at: index) }) { return phrase.pattern }
    }
    return nil
  }

  /// Words that are written as one, or letter by letter.
  private static func isGlued(_ word: String) -> Bool {
    word.utf8.count >= shortestGlued && !glued.found(in: Array(word.utf8)).isEmpty
  }

  private static let shortestGlued = 9
  private static let glued = SignTable([
    .override: [
      "ignoreprev", "ignoreallprev", "ignoreprior", "ignoreallinstr", "ignoretheabove", "disregardprev",
      "disregardall",
      "forgetprev", "forgetall", "systemprompt", "donottelltheuser",
    ]
  ])

  /// The phrases by the words that they begin with.
  private static let byBeginning = phrases.reduce(into: [String: [Phrase]]()) { table, phrase in
    for word in phrase.steps[0] { table[word, default: []].append(phrase) }
  }

  private static let dropping = "ignore disregard forget override bypass discard neglect supersede"
  private static let earlier =
    "previous prior above earlier preceding foregoing existing original initial past system your former"
  private static let orders =
    "instruction instructions prompt prompts directive directives guideline guidelines guardrails command commands "
    + "order orders rules programming constraints training"
  private static let handing =
    "read open cat include send pass attach paste provide upload copy append load fetch print output forward post email "
    + "contents content supply submit return reveal leak exfiltrate give put insert embed dump share show"
  private static let negation = "not dont never without avoid cannot"
  private static let people = "user users human humans operator person customer owner anyone anybody"
  private static let secrets =
    "password passwords passphrase passphrases credentials secrets token tokens apikey apikeys"

  private static let phrases: [Phrase] = [
    Phrase(.override, dropping, earlier, orders, within: 4),
    Phrase(.override, dropping, "all any every", "instructions directives guidelines guardrails prompts"),
    Phrase(
      .override, dropping, "everything anything all what", "above before earlier prior previously", within: 3),
    Phrase(.override, "ignoring disregarding forgetting overriding", earlier, orders),
    Phrase(.override, "ignoriere ignorieren vergiss", "anweisungen instruktionen befehle", within: 5),
    Phrase(.override, "ignore ignorez oubliez oublie", "instructions consignes", "precedentes", within: 4),
    Phrase(.override, "ignora ignore olvida", "instrucciones instrucoes istruzioni", within: 5),
    Phrase(
      .override, "new updated real actual true", "instructions", "follow begin are below override", within: 2),
    Phrase(
      .override, "system security admin administrator", "override", within: 1, unless: "scheduling thermostat"
    ),
    Phrase(
      .override, "follow obey execute", "these following my only", "instructions orders commands", "instead",
      within: 4),
    Phrase(.role, "you", "are", "now", within: 1, notBefore: "able ready"),
    Phrase(
      .role, "act behave respond answer pretend", "as",
      "system root admin administrator dan jailbroken unrestricted developer"),
    Phrase(.role, "pretend", "to", "be", within: 1),
    Phrase(
      .role, "enter enable activate", "developer debug god jailbreak dan unrestricted", "mode", within: 2,
      unless: "device devices sensor phone"),
    Phrase(.role, "from", "now", "on", "you", within: 2),
    Phrase(
      .role, "your", "new real true only", "role task goal purpose objective persona identity", "is",
      within: 1),
    Phrase(.role, "you", "must", "always", "call use obey invoke comply", within: 2),
    Phrase(
      .systemPrompt,
      "reveal print show repeat output include send return leak dump display disclose append give",
      "system hidden initial developer", "prompt prompts message instructions", within: 4),
    Phrase(
      .secrecy, negation, "tell mention inform notify alert warn reveal show disclose say ask let", people,
      within: 5, unless: "does"),
    Phrase(
      .secrecy, "without", "telling informing notifying asking alerting mentioning", within: 2,
      notBefore: "apart"),
    Phrase(
      .secrecy, "hide conceal keep", "this that it action actions call step fact", "from", people, within: 3),
    Phrase(.secrecy, "keep", "this it", "secret hidden confidential quiet", within: 2),
    Phrase(
      .secrecy, negation, "mention reveal disclose", "this these that",
      "instruction instructions tool step note message", within: 4),
    Phrase(.secrecy, "user", "must should", "not never", "know see notice learn", within: 2),
    Phrase(
      .credentials,
      "provide enter include send give paste pass share supply reveal submit attach ask collect request tell",
      "your users user their all any customers my the", secrets, within: 3, unless: "never",
      notBefore:
        "reset resets policy policies change changes manager managers strength rotation expiry generator recovery "
        + "link links hygiene requirements rules protected usage budget limit limits count counts transfer transfers price prices"
    ),
    Phrase(
      .credentials,
      "provide enter include send give paste pass share supply reveal submit attach ask collect request tell",
      "your users user their all any customers my the", "api private secret access session auth seed credit",
      "key keys token tokens cookie cookies phrase card",
      within: 3, unless: "never", notBefore: "rotation policy policies expiry"),
    Phrase(
      .conversation, handing, "entire full whole complete all previous prior verbatim past every",
      "conversation conversations chat chats history context messages transcript memory dialogue", within: 4,
      unless: "gdpr"),
    Phrase(
      .conversation, handing, "environment env", "variables vars variable", within: 4,
      unless: "set sets configure lets manages"),
    Phrase(.conversation, "summarize summarise", "conversation", "send include pass forward", within: 5),
    Phrase(
      .tools, "before", "using calling invoking running use any every", "other another any tool tools",
      "tool tools function", within: 3),
    Phrase(
      .tools, "always must first", "call use invoke run execute", "this", "tool skill agent function first",
      within: 3),
    Phrase(
      .tools, "call use invoke run execute", "this", "tool skill agent function",
      "first before instead always", within: 3),
    Phrase(
      .tools, negation, "use call invoke trust", "any other another", "tool tools agent agents function",
      within: 3),
    Phrase(.tools, "prefer choose pick use", "this", "over", "all any other every", within: 3),
    Phrase(.tools, "instead", "of", "other any the all", "tools tool agents", within: 2),
    Phrase(
      .tools, "call use invoke run execute",
      "mcp readfile writefile runcommand executecommand terminal bash shell", "tool function command",
      within: 4, unless: "lints generates teaches explains"),
    Phrase(
      .tools, "call use invoke run execute", "read write run execute delete list",
      "file files command shell directory", "tool function", within: 2),
    Phrase(.tools, "call use invoke run execute", "a2a", "task read call search", within: 2),
    Phrase(.tools, "this", "tool", "must", "be", "called invoked used run", within: 2),
    Phrase(
      .files, handing, "ssh aws kube gnupg netrc npmrc shadow passwd idrsa bashhistory wallet",
      "key keys credentials config file files folder directory", within: 5,
      unless: "scan scans detect detects finds audits audit rotate rotates manages manage provision"),
  ]
}
