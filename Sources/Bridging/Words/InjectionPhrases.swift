/// Phrases that instruct a reader, as words that follow each other at some distance.
enum InjectionPhrases {
  /// One way to say something: a word of each set in this order, each at most so many words behind the one before.
  private struct Phrase {
    let pattern: Injection
    let steps: [Set<String>]
    let reach: Int
    /// Words of which one shortly before shows that it is meant otherwise.
    let unless: Set<String>
    /// How shortly, in words.
    let back: Int
    /// Words that mean something else right behind the last one.
    let notBefore: Set<String>

    init(
      _ pattern: Injection, _ steps: String..., within reach: Int = 4, unless: String = "",
      back: Int = 4, notBefore: String = ""
    ) {
      self.pattern = pattern
      self.steps = steps.map(Self.set)
      self.reach = reach
      self.unless = Self.set(unless)
      self.back = back
      self.notBefore = Self.set(notBefore)
    }

    private static func set(_ words: String) -> Set<String> {
      Set(words.split(separator: " ").map(String.init))
    }

    /// Whether it stands in `words`, its first one at `index`.
    func stands(in words: [String], at index: Int) -> Bool {
      goesOn(words, after: index, at: 1) && !isTakenBack(words, before: index)
    }

    private func isTakenBack(_ words: [String], before index: Int) -> Bool {
      guard !unless.isEmpty else { return false }
      return (max(0, index - back)..<index).contains {
        unless.contains(words[$0]) && !InjectionPhrases.affirming.contains(words[$0 + 1])
      }
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

  /// - Parameter exception: What is no offence here.
  static func pattern(in words: [String], except exception: Injection? = nil) -> Injection? {
    if words.contains(where: isGlued) { return .override }
    for (index, word) in words.enumerated() {
      guard let phrases = byBeginning[word] else { continue }
      let phrase = phrases.first { $0.pattern != exception && $0.stands(in: words, at: index) }
      if let phrase { return phrase.pattern }
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
  private static let giving =
    "provide enter include send give paste pass share supply reveal submit attach ask collect request tell forward copy"
  private static let negation = "not dont never without avoid cannot"
  private static let refusing = "not dont doesnt never without avoid cannot no nor"
  /// What makes an order again of a word that would refuse: `never forget to send …`
  fileprivate static let affirming: Set = [
    "forget", "omit", "fail", "hesitate", "only", "just", "skip", "worry",
  ]
  private static let people = "user users human humans operator person customer owner anyone anybody people"
  private static let secrets =
    "password passwords passphrase passphrases credentials secrets token tokens apikey apikeys"
  private static let models = "ai llm llms gpt claude language chatbot"
  private static let allTools = "tool tools agent agents skill skills function functions"

  private static let phrases: [Phrase] = overriding + roles + secretive + asking + steering

  private static let overriding: [Phrase] = [
    Phrase(.override, dropping, earlier, orders, within: 4),
    Phrase(
      .override, dropping, "all any every", "instructions directives directions guidelines guardrails prompts"
    ),
    Phrase(
      .override, dropping, "everything anything all what", "above before earlier prior previously", within: 3),
    Phrase(
      .override, dropping, "everything anything all what", "you", "told instructed said taught", within: 3),
    Phrase(.override, "ignoring disregarding forgetting overriding", earlier, orders),
    Phrase(
      .override, "new updated real actual true", "instructions", "follow begin are below override", within: 2),
    Phrase(.override, "system security admin administrator", "override", within: 1),
    Phrase(
      .override, "follow obey execute", "these following my only", "instructions orders commands", "instead",
      within: 4),
    Phrase(
      .override, "your original previous earlier prior safety system existing",
      orders + " policy policies restrictions",
      "no not dont never", "longer apply bind count", within: 2),
    Phrase(
      .override, "precedence priority supersedes overrides outranks",
      "developer system safety previous earlier original your",
      "message messages policies policy prompt prompts instructions instruction rules guidelines guardrails",
      within: 4),
    Phrase(
      .override, "user human", "has have", "already",
      "consented approved agreed authorized authorised permitted",
      within: 2, unless: "if when once after unless whether that", back: 3),
    Phrase(
      .override, "skip bypass suppress disable",
      "confirmation confirmations approval approvals permission consent",
      "dialog dialogs prompt prompts step steps check checks request requests", within: 2,
      unless: "can lets to may option"),
  ]

  private static let roles: [Phrase] = [
    Phrase(.role, "you", "are", "now", within: 1, notBefore: "able ready"),
    Phrase(
      .role, "act behave respond answer pretend", "as",
      "system root admin administrator dan jailbroken unrestricted developer"),
    Phrase(
      .role, "pretend", "to", "be",
      "user admin administrator system root developer human owner unrestricted another",
      within: 2, unless: refusing),
    Phrase(.role, "pretend", "that", within: 1, unless: refusing),
    Phrase(
      .role, "enter enable activate", "developer debug god jailbreak dan unrestricted", "mode", within: 2,
      notBefore: "on of"),
    Phrase(.role, "from", "now", "on", "you", within: 1),
    Phrase(
      .role, "your", "new real true only", "role task goal purpose objective persona identity", "is",
      within: 1),
    Phrase(.role, "you", "must", "always", "call use obey invoke comply", within: 2),
    Phrase(
      .role, "if when", "you", "are", "ai llm gpt claude language", within: 2,
      notBefore:
        "developer developers engineer engineers company team startup researcher beginner enthusiast teacher"),
    Phrase(
      .role, "note notice attention", "to for", models + " model models assistant assistants", within: 2,
      notBefore: "developers engineers researchers enthusiasts teams users"),
    Phrase(
      .role, "assistant assistants model models llm llms ai", "must should shall", "always never first only",
      "route call use send forward include obey follow invoke pass prefer choose comply tell mention ask",
      within: 3),
  ]

  private static let secretive: [Phrase] = [
    Phrase(
      .systemPrompt,
      "reveal print show repeat output include send return leak dump display disclose append give",
      "system hidden initial developer", "prompt prompts message instructions", within: 4),
    Phrase(
      .systemPrompt, handing + " repeat recite quote", "your the",
      "initial original system hidden developer starting",
      "prompt prompts instructions", within: 5, unless: refusing),
    Phrase(
      .secrecy, negation, "tell mention inform notify alert warn reveal show disclose say ask let", people,
      within: 5, unless: "does will", back: 1),
    Phrase(
      .secrecy, negation, "disclose reveal mention", "their its the", "origin source sender recipient",
      within: 2,
      unless: "does will", back: 1),
    Phrase(
      .secrecy, "without", "telling informing notifying asking alerting mentioning", people, within: 4,
      unless: refusing, back: 8, notBefore: "else"),
    Phrase(
      .secrecy, "hide conceal keep", "this that it action actions call step fact use", "from", people,
      within: 3),
    Phrase(.secrecy, "keep hide", "this it use", "secret hidden confidential quiet concealed", within: 5),
    Phrase(
      .secrecy, negation, "mention reveal disclose", "this these that",
      "instruction instructions tool step note message", within: 4),
    Phrase(.secrecy, "user", "must should", "not never", "know see notice learn", within: 2),
  ]

  private static let asking: [Phrase] = [
    Phrase(
      .credentials, giving, "your users user their all any customers my the", secrets, within: 3,
      unless: refusing,
      notBefore:
        "reset resets policy policies change changes manager managers strength rotation expiry generator recovery "
        + "link links hygiene requirements rules protected usage budget limit limits count counts transfer transfers price prices"
    ),
    Phrase(
      .credentials, giving,
      "your users user their all any customers my the", "api private secret access session auth seed credit",
      "key keys token tokens cookie cookies phrase card",
      within: 3, unless: refusing, notBefore: "rotation policy policies expiry"),
    Phrase(
      .credentials, handing,
      "openai anthropic github gitlab gemini azure aws stripe huggingface slack google",
      "api token secret access key pat", within: 5, unless: refusing),
    Phrase(
      .credentials, "must has have should needs need shall", "contain include carry",
      "users user your any all", "password passwords credentials tokens apikey apikeys passphrase", within: 9,
      unless: refusing),
    Phrase(
      .credentials, handing, "file files config configuration configurations dotfiles",
      "holding containing with", secrets, within: 8, unless: refusing),
    Phrase(
      .credentials, handing, "browser session saved", "cookies cookie passwords", within: 3, unless: refusing,
      notBefore: "policy policies banner banners settings consent"),
    Phrase(
      .credentials, handing, "environment env", "variables vars variable", within: 4,
      unless: refusing + " set sets configure lets manages"),
    Phrase(
      .conversation, handing, "entire full whole complete all previous prior verbatim past every",
      "conversation conversations chat chats history context messages transcript memory dialogue", within: 4,
      unless: refusing),
    Phrase(.conversation, "summarize summarise", "conversation", "send include pass forward", within: 5),
    Phrase(
      .files, handing, "ssh aws kube gnupg netrc npmrc shadow passwd idrsa bashhistory wallet",
      "key keys credentials config file files folder directory", within: 5,
      unless: refusing
        + " scan scans detect detects finds audits audit rotate rotates manages manage provision",
      back: 8),
    Phrase(
      .files, "send pass attach paste upload copy append include forward post email",
      "users user your entire whole",
      "home", "directory folder", within: 4, unless: refusing),
    Phrase(
      .files, "contents content copy copies list", "of", "private",
      "repositories repository repos repo files messages",
      within: 2, unless: refusing),
    Phrase(
      .blob, "decode", "this the following", "base64 hex rot13 text string blob", "follow execute obey run",
      within: 4),
  ]

  private static let steering: [Phrase] = [
    Phrase(
      .tools, "before", "using calling invoking running use any every", "other another any tool tools",
      "tool tools function", within: 3),
    Phrase(
      .tools, "always must first", "call use invoke run execute", "this", "tool skill agent function first",
      within: 3),
    Phrase(
      .tools, "call use invoke run execute", "this", "tool skill agent function",
      "first before instead always", within: 3, notBefore: "to"),
    Phrase(
      .tools, negation, "use call invoke trust", "any other another", allTools + " others",
      within: 3),
    Phrase(.tools, "prefer choose pick use", "this", "over", "all any other every", within: 3),
    Phrase(.tools, "instead", "of", "other any the all", "tools tool agents", within: 2),
    Phrase(
      .tools, "supersedes replaces overrides obsoletes supersede replace", "all any every other",
      "other " + allTools,
      "others " + allTools, within: 3),
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
      .tools, "delete remove erase wipe overwrite", "current home working root",
      "directory folder drive disk",
      within: 5, unless: refusing + " can lets to may"),
  ]
}
