import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Auth

/// Real programs that print secrets, or don't.
@Suite(.timeLimit(.minutes(2))) struct SecretProgramTests {
  private static func run(
    _ arguments: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin"],
    redaction: Redaction = Redaction(), _ change: (inout SecretProgram.Limits) -> Void = { _ in }
  ) throws(SecretProgram.Failure) -> String {
    var limits = SecretProgram.Limits()
    change(&limits)
    let program = SecretProgram(
      SecretCommand(arguments: arguments), environment: environment, limits: limits, redaction: redaction)
    return try program.run().withRevealed { $0 }
  }

  @Test(arguments: [
    (["printf", "tok-1"], "tok-1"), (["printf", "tok-1\n"], "tok-1"), (["printf", "tok-1\r\n"], "tok-1"),
    (["printf", "tok-1\n\n"], "tok-1\n"), (["printf", " tok-1 "], " tok-1 "),
    (["/usr/bin/printf", "a"], "a"),
    (["printf", "schlüssel"], "schlüssel"), (["sh", "-c", "printf a; printf noise >&2; printf b"], "ab"),
    (["sh", "-c", "cat; printf a"], "a"),
    // What it leaves behind holds its output open.
    (["sh", "-c", "sleep 300 >&2 & sleep 300 & printf a"], "a"),
  ]) func prints(_ arguments: [String], _ text: String) throws {
    #expect(try Self.run(arguments) == text)
  }

  /// What a shell would act on, and what separates words.
  static let corpus = [
    "$(touch pwned)", "`touch pwned`", "; touch pwned", "&& touch pwned", "| touch pwned", "> pwned", "a b",
    "a  b", "*",
    "~", "$HOME", "${PATH}", "'", "\"", "\\", "line\nbreak", "\ttab", "!!", "#", "-n", "--", "%s", "ä€😀",
    "a=b", "",
  ]

  @Test(arguments: corpus) func argumentsArriveAsTheyAre(_ argument: String) throws {
    #expect(try Self.run(["printf", "<%s>", argument]) == "<\(argument)>")
  }

  @Test func theWholeCorpusArrivesAtOnce() async throws {
    try await TemporaryFolder.with { folder in
      let script = "\(folder)/print it; touch pwned"
      try Self.write("#!/bin/sh\nfor word; do printf '<%s>' \"$word\"; done\n", to: script)
      let words = Self.corpus.map { "<\($0)>" }.joined()
      #expect(try Self.run([script] + Self.corpus) == words)
      #expect(try TemporaryFolder.files(in: folder) == [script])
    }
  }

  typealias Cause = SecretProgram.Failure.Cause
  static let failures: [([String], Cause, String)] = [
    (["sh", "-c", "exit 3"], .status(3), "ended with status 3"),
    (["sh", "-c", "printf canary-output; exit 3"], .status(3), "ended with status 3"),
    (
      ["sh", "-c", "printf 'no\\nlogin \\033[31m' >&2; exit 1", "canary-argument"], .status(1),
      #"says "no login \u{1B}[31m""#
    ),
    (
      ["sh", "-c", "echo \"no option '$1', nor $2\" >&2; exit 1", "sh", "--canary-1", "--x=canary-2"],
      .status(1), "says \"no option '(secret)', nor (secret)\""
    ),
    (["sh", "-c", "echo canary-2 >&2; exit 1", "sh", "--x=canary-2"], .status(1), "says \"(secret)\""),
    (
      ["sh", "-c", "printf 'a\\ncanary-3'; echo got canary-3 >&2; exit 1"], .status(1),
      "says \"got (secret)\""
    ),
    (["sh", "-c", "kill -9 $$"], .signal(9), "signal 9"),
    (["true"], .empty, "printed nothing"), (["printf", "\n"], .empty, "printed nothing"),
    (["printf", "a\\377"], .notText, "not text"),
    (["sleep", "300"], .tooSlow(.milliseconds(300)), "did not end within"),
    (["sh", "-c", "exec >&- 2>&-; sleep 300"], .tooSlow(.milliseconds(300)), "did not end within"),
    (["yes", "canary-output"], .tooMuch(1_000), "more than 1000 bytes"),
    (["sh", "-c", "yes | head -c 1001"], .tooMuch(1_000), "more than 1000 bytes"),
    (["sh", "-c", "yes >&2"], .tooSlow(.milliseconds(300)), "did not end within"),
    (["no-such-program"], .notFound, "is not found"), (["/no/such/program"], .notFound, "is not found"),
    (["/etc/passwd"], .notFound, "is not found"), (["/"], .notFound, "is not found"),
    ([""], .notFound, "is not found"), ([], .notFound, "is not found"),
  ]

  @Test(arguments: failures) func fails(_ arguments: [String], _ cause: Cause, _ words: String) throws {
    let error = #expect(throws: SecretProgram.Failure.self) {
      try Self.run(arguments) { limits in
        // Long enough for what ends by itself.
        if case .tooSlow(let limit) = cause { limits.duration = limit }
        limits.outputBytes = 1_000
      }
    }
    #expect(error?.cause == cause)
    let description = error?.description ?? ""
    #expect(description.contains(words))
    #expect(!description.contains("canary"))
    #expect(description.unicodeScalars.allSatisfy { !$0.isUnsafeInText })
  }

  @Test func mayPrintAsMuchAsIsAllowed() throws {
    #expect(try Self.run(["sh", "-c", "yes | tr -d '\\n' | head -c 65536"]).utf8.count == 64 << 10)
  }

  @Test func longComplaintsAreCut() throws {
    let error = #expect(throws: SecretProgram.Failure.self) {
      try Self.run(["sh", "-c", "yes complaint | head -c 100000 >&2; exit 1"])
    }
    #expect((error?.complaint.utf8.count ?? 0) <= SecretProgram.Limits().complaintBytes)
    #expect((error?.description.utf8.count ?? 0) < 600)
  }

  /// A secret that stands where a complaint is cut leaves no piece behind.
  @Test(arguments: 280..<305) func cutsNoSecret(_ length: Int) {
    let redaction = Redaction()
    redaction.register(Secret("canary-canary-canary"))
    let complaint = String(repeating: "x", count: length) + "canary-canary-canary"
    let error = #expect(throws: SecretProgram.Failure.self) {
      try Self.run(["sh", "-c", "echo \(complaint) >&2; exit 1"], redaction: redaction)
    }
    #expect(error?.description.contains("can") == false)
  }

  /// The bridge's own folder is that of whatever the host has opened.
  @Test func runsWhereNobodyPutsAnything() throws {
    #expect(try Self.run(["pwd"]) == "/")
  }

  @Test func noProgramStaysBehind() throws {
    let programs = RunningPrograms()
    let start = { () throws(ProgramStart.Failure) in
      try ProgramStart.start("/bin/sleep", ["sleep", "300"], [:])
    }
    let process = try programs.start(start)
    #expect(programs.look(at: process).code == 0)
    programs.end()
    var status: CInt = 0
    #expect(unsafe waitpid(process, &status, 0) == process)
    #expect(status == SIGKILL)
    #expect(throws: ProgramStart.Failure.self) { try programs.start(start) }
  }

  /// Whoever waits for all children of this process takes the end away, and the number may be somebody else's then.
  @Test func anEndThatSomebodyElseHasHeardOfIsOne() throws {
    let process = try ProgramStart.start("/bin/true", ["true"], [:])
    var status: CInt = 0
    #expect(unsafe waitpid(process, &status, 0) == process)
    #expect(throws: ChildProcess.Problem.lost) { try ChildProcess.ended(process) }
  }

  /// What a program has started goes with it.
  @Test func killsTheWholeGroup() async throws {
    try await TemporaryFolder.with { folder in
      let error = #expect(throws: SecretProgram.Failure.self) {
        try Self.run(["sh", "-c", "sleep 300 & echo $! > \"$1\"; wait", "sh", "\(folder)/pid"]) {
          $0.duration = .milliseconds(500)
        }
      }
      #expect(error?.cause == .tooSlow(.milliseconds(500)))
      let pid = try #require(pid_t(Self.read("\(folder)/pid").split(separator: "\n").first ?? ""))
      #expect(Self.isGone(pid))
    }
  }

  @Test func hasThreeDescriptors() throws {
    // One that this process forgot to close at a start.
    var ends: [CInt] = [-1, -1]
    #expect(unsafe pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    // The fourth is the folder that is listed.
    #expect(try Self.run(["ls", "/proc/self/fd"]) == "0\n1\n2\n3")
    #expect(try Self.run(["readlink", "/proc/self/fd/0"]) == "/dev/null")
  }

  @Test func takesSignals() throws {
    let lines = try Self.run(["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"]).split(separator: "\n")
    #expect(lines.count == 2)
    for line in lines {
      let mask = try #require(UInt64(line.suffix(16), radix: 16))
      // The C library has 32 and 33 for itself.
      #expect(mask & ~0x1_8000_0000 == 0, "\(line)")
    }
  }

  static let variables: [(String, Bool)] = [
    ("PATH", true), ("HOME", true), ("LC_ALL", true), ("XDG_CONFIG_HOME", true), ("SSL_CERT_FILE", true),
    ("https_proxy", true), ("CLOUDSDK_CONFIG", true), ("AWS_PROFILE", true), ("KUBECONFIG", true),
    ("WEATHER_TOKEN", false), ("AWS_SECRET_ACCESS_KEY", false), ("AWS_SESSION_TOKEN", false),
    ("LD_PRELOAD", false), ("BASH_ENV", false), ("ENV", false), ("PATHS", false), ("A2A_BRIDGE_X", false),
    ("GITHUB_TOKEN", false), ("AZURE_CLIENT_SECRET", false), ("CLOUDSDK_AUTH_ACCESS_TOKEN", false),
    ("XDG_SESSION_TOKEN", false), ("VAULT_TOKEN", false), ("VAULT_ADDR", true), ("SSH_AUTH_SOCK", true),
    ("GOOGLE_APPLICATION_CREDENTIALS", true),
  ]

  @Test(arguments: variables) func seesWhatItMay(_ name: String, _ isSeen: Bool) throws {
    let redaction = Redaction()
    var environment = [name: "value-of-it"]
    environment["PATH"] = "/usr/bin:/bin"
    let allowed = ChildEnvironment.allowed(of: environment, redaction: redaction)
    #expect(
      try Self.run(["env"], environment: allowed).split(separator: "\n").contains { $0.hasPrefix("\(name)=") }
        == isSeen)
  }

  /// A variable that the configuration has taken for a secret is nobody else's.
  @Test func seesNoSecretOfTheConfiguration() {
    let redaction = Redaction()
    redaction.register(Secret("canary-7f3a"))
    let environment = ["AWS_PROFILE": "canary-7f3a", "HOME": "/home/me"]
    #expect(ChildEnvironment.allowed(of: environment, redaction: redaction) == ["HOME": "/home/me"])
  }

  @Test(
    arguments: [
      ("tool", "A:B", "A/tool"), ("tool", "B:A", "B/tool"), ("tool", "C:A", "A/tool"),
      ("tool", ":A", "A/tool"),
      ("tool", "relative:A", "A/tool"), ("tool", "", nil), ("tool", nil, nil), ("other", "A:B", nil),
      ("", "A", nil),
      ("C/tool", "A", nil), ("A/tool", nil, "A/tool"), ("./tool", "A", nil), ("bin/tool", "A", nil),
    ] as [(String, String?, String?)])
  func isFound(_ name: String, _ path: String?, _ found: String?) async throws {
    try await TemporaryFolder.with { folder in
      for part in ["A", "B", "C"] {
        #expect(unsafe mkdir("\(folder)/\(part)", 0o700) == 0)
        try Self.write("#!/bin/sh\n", to: "\(folder)/\(part)/tool", mode: part == "C" ? 0o600 : 0o700)
      }
      func whole(_ text: String) -> String {
        text.split(separator: ":", omittingEmptySubsequences: false)
          .map { ["A", "B", "C"].contains($0.prefix(1)) ? "\(folder)/\($0)" : String($0) }.joined(
            separator: ":")
      }
      let place = ProgramPath.find("ABC".contains(name.prefix(1)) ? whole(name) : name, in: path.map(whole))
      #expect(place == found.map(whole))
    }
  }

  /// Wherever the host has started the bridge may lie a program of somebody else's.
  @Test func isNotFoundByWayOfTheCurrentFolder() async throws {
    try await TemporaryFolder.with { folder in
      try Self.write("#!/bin/sh\n", to: folder + "/tool")
      let relative = String(repeating: "../", count: 64) + folder.dropFirst()
      #expect(unsafe access(relative + "/tool", X_OK) == 0)
      #expect(ProgramPath.find("tool", in: relative) == nil)
    }
  }

  // MARK: Files

  static func write(_ text: String, to path: String, mode: mode_t = 0o700) throws {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode)
    #expect(file >= 0)
    let bytes = Array(text.utf8)
    #expect(unsafe Glibc.write(file, bytes, bytes.count) == bytes.count)
    close(file)
  }

  static func read(_ path: String) -> String {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe Glibc.read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Nobody may have waited for it yet.
  private static func isGone(_ process: pid_t) -> Bool {
    for _ in 0..<200 {
      let words = read("/proc/\(process)/stat").split(separator: " ")
      if words.count < 3 || words[2] == "Z" { return true }
      usleep(10_000)
    }
    return false
  }
}
