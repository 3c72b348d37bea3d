import A2A
import FoundationEssentials
import HTTP
import JSON
import MCP
import Settings
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Bridging

/// Files that answers only link.
@Suite struct LinkedFilesTests {
  /// What was asked for, and what is answered.
  private final class Web: Sendable {
    let asked = Mutex<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest) throws(HTTPError) -> (HTTPResponse.Head, [UInt8])

    init(_ answer: @escaping @Sendable (HTTPRequest) throws(HTTPError) -> (HTTPResponse.Head, [UInt8])) {
      self.answer = answer
    }

    var files: LinkedFiles {
      LinkedFiles { request throws(HTTPError) in
        self.asked.withLock { $0.append(request) }
        let (head, body) = try self.answer(request)
        return (head: head, body: body)
      }
    }

    var requests: [HTTPRequest] { asked.withLock { $0 } }
    var urls: [String] { asked.withLock { $0.map(\.url.description) } }
  }

  private static func web(_ status: Int = 200, _ body: [UInt8] = Array("hello".utf8), type: String? = nil)
    -> Web
  {
    var fields: HTTPFields = [:]
    if let type { fields["Content-Type"] = type }
    let head = HTTPResponse.Head(status: status, fields: fields)
    return Web { _ throws(HTTPError) in (head, body) }
  }

  private static func linking(_ urls: String...) -> AgentTask {
    Samples.task(
      .completed, artifacts: [Artifact(id: "a", parts: urls.map { Part(.url($0), filename: "report.txt") })])
  }

  private static func result(
    of task: AgentTask, _ files: LinkedFiles?, fetches: Bool = true, folder: String? = nil
  )
    async throws -> ToolResult
  {
    var settings = AgentSettings(url: "https://weather.example")
    settings.results.fetchesFiles = fetches
    settings.results.filesDirectory = folder
    let agent = try Samples.agent(settings: settings)
    if fetches { await files?.fetch(.stopped(task)) }
    var mapping = ResultMapping(agent: agent, tool: nil)
    mapping.linked = files
    mapping.saved = SavedFiles()
    return mapping.result(of: .stopped(task))
  }

  @Test func areTreatedLikeThoseThatCome() async throws {
    try await TemporaryFolder.with { folder in
      let web = Self.web()
      let result = try await Self.result(
        of: Self.linking("https://files.example/a"), web.files, folder: folder)
      #expect(result.text.contains("[file report.txt: 5 bytes, sha256 "))
      #expect(result.text.contains(", fetched from https://files.example/a, saved as \(folder)/report.txt"))
      let saved = try Data(contentsOf: URL(filePath: "\(folder)/report.txt"))
      #expect(Array(saved) == Array("hello".utf8))
    }
  }

  @Test func picturesAreShown() async throws {
    let web = Self.web(200, [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 0, 0, 0, 0, 0], type: "image/png")
    let result = try await Self.result(of: Self.linking("https://files.example/a.png"), web.files)
    #expect(result.content.contains { if case .image(_, "image/png") = $0 { true } else { false } })
  }

  /// A request has nothing that could be a credential, and asks for no more than is taken.
  @Test func areAskedForWithoutCredentials() async throws {
    let web = Self.web()
    _ = try await Self.result(of: Self.linking("https://weather.example/own"), web.files)
    let request = try #require(web.requests.first)
    #expect(request.fields.count == 0)
    #expect(request.method == .get && request.body == nil)
    #expect(request.limits.bodyBytes == LinkedFiles.maxFileBytes)
    let total = try #require(request.deadlines.total)
    #expect(total <= LinkedFiles.limit)
  }

  /// The rest of the call's time, and what fetching has of it.
  @Test(arguments: [(-3, 5), (0, 5), (12, 12), (900, 30)]) func takeNoLongerThanTheCall(
    _ rest: Int, _ limit: Int
  )
    async throws
  {
    let asked = Mutex<[Duration?]>([])
    let files = LinkedFiles(now: { .zero }) { request throws(HTTPError) in
      asked.withLock { $0.append(request.deadlines.total) }
      return (head: HTTPResponse.Head(status: 404), body: [])
    }
    await files.fetch(.stopped(Self.linking("https://files.example/a")), within: .seconds(rest))
    #expect(asked.withLock { $0 } == [.seconds(limit)])
  }

  /// What is not fetched stays a link, with the reason.
  static let refusals: [(String, Int, String)] = [
    ("http://files.example/a", 200, "only https addresses are fetched"),
    ("file:///etc/passwd", 200, "it is no address that can be fetched"),
    ("https://user:secret@files.example/a", 200, "it is no address that can be fetched"),
    ("gopher://files.example/a", 200, "it is no address that can be fetched"),
    ("https://files.example/a", 302, "the server redirects to another place, which is not followed"),
    ("https://files.example/a", 404, "the server answered HTTP 404"),
    ("https://files.example/a", 206, "the server answered HTTP 206"),
  ]

  @Test(arguments: refusals) func orStayLinks(_ url: String, _ status: Int, _ reason: String) async throws {
    let result = try await Self.result(of: Self.linking(url), Self.web(status).files)
    #expect(result.text.hasPrefix("[file report.txt: \(url), not fetched: \(reason)]"))
  }

  @Test func whatTheNetworkSaysIsTheReason() async throws {
    let web = Web { _ throws(HTTPError) in throw HTTPError(.bodyTooLarge, "The response is too large") }
    let result = try await Self.result(of: Self.linking("https://files.example/a"), web.files)
    #expect(result.text.contains("not fetched: ") && result.text.contains("too large"))
  }

  @Test func soManyOfOneResultAndNoMore() async throws {
    let web = Self.web()
    let urls = (0..<12).map { "https://files.example/\($0)" }
    let task = Samples.task(
      .completed, artifacts: [Artifact(id: "a", parts: (urls + urls).map { Part(.url($0)) })])
    let result = try await Self.result(of: task, web.files)
    #expect(web.urls == Array(urls.prefix(LinkedFiles.maxFiles)))
    #expect(
      result.text.contains("https://files.example/11, not fetched: at most 8 files of a result are fetched"))
  }

  /// Links without end drive out nothing that was fetched.
  @Test func soManyLinksAsThereAreNothingIsLost() async throws {
    let files = Self.web().files
    await files.fetch(.stopped(Self.linking("https://files.example/before")))
    let urls = (0..<200).map { "https://files.example/\($0)" }
    let task = Samples.task(
      .completed, artifacts: [Artifact(id: "a", parts: urls.map { Part(.url($0)) })])
    let result = try await Self.result(of: task, files)
    #expect(result.text.ranges(of: "fetched from").count == LinkedFiles.maxFiles)
    #expect(files.outcome(of: "https://files.example/before") != nil)
    #expect(files.outcome(of: urls[LinkedFiles.maxFiles]) == nil)
  }

  /// What is linked before the end may still be fetched.
  @Test func nothingIsSaidBeforeTheEnd() async throws {
    var mapping = ResultMapping(
      agent: try Samples.agent(
        settings: {
          var settings = AgentSettings(url: "https://weather.example")
          settings.results.fetchesFiles = true
          return settings
        }()), tool: nil)
    mapping.linked = Self.web().files
    let text = mapping.result(of: .working(Self.linking("https://files.example/a"))).text
    #expect(text.contains("https://files.example/a]"))
  }

  /// As the program is put together: over TLS, too, this machine is asked for nothing.
  @Test func thisMachineIsNeverAsked() async throws {
    try await TLSServer.running { server in
      let files = LinkedFiles(by: HTTPClients())
      let url = "https://127.0.0.1:\(server.port)/secret"
      let refusals = await files.fetch(.stopped(Self.linking(url)))
      #expect(refusals.map(\.cause) == [.addressRefused])
      guard case .failed = files.outcome(of: url) else {
        Issue.record("it was fetched")
        return
      }
    }
  }

  /// All files of a result share one time.
  @Test func takeNoLongerThanAllowed() async throws {
    let clock = Mutex(Duration.zero)
    let asked = Mutex<[Duration?]>([])
    let files = LinkedFiles(now: { clock.withLock { $0 } }) { request throws(HTTPError) in
      asked.withLock { $0.append(request.deadlines.total) }
      clock.withLock { $0 += .seconds(20) }
      return (head: HTTPResponse.Head(status: 200), body: [])
    }
    await files.fetch(.stopped(Self.linking("https://a.example", "https://b.example", "https://c.example")))
    #expect(asked.withLock { $0 } == [.seconds(30), .seconds(10)])
    #expect(files.outcome(of: "https://c.example") == .failed("there was no time left"))
  }

  @Test func areNotFetchedAgainAndNotKeptForEver() async throws {
    let web = Self.web()
    let files = web.files
    for _ in 0..<2 { await files.fetch(.stopped(Self.linking("https://files.example/a"))) }
    #expect(web.urls.count == 1)
    for index in 0..<LinkedFiles.maxKeptFiles {
      await files.fetch(.stopped(Self.linking("https://files.example/\(index)")))
    }
    #expect(files.outcome(of: "https://files.example/a") == nil)
  }

  @Test func areNotFetchedBeforeTheEnd() async throws {
    let web = Self.web()
    await web.files.fetch(.working(Self.linking("https://files.example/a")))
    #expect(web.urls.isEmpty)
  }

  /// A call fetches what its result links where the user wants that, and only there.
  @Test(arguments: [false, true]) func areFetchedWithTheCall(_ fetches: Bool) async throws {
    let web = Self.web()
    let runner = CallRunner(
      ledger: TaskLedger(), linked: web.files, background: BackgroundWork(), handles: Samples.handles,
      timing: SkippedTime().timing, logger: Samples.silence)
    var settings = AgentSettings(url: "https://weather.example")
    settings.results.fetchesFiles = fetches
    let binding = ScriptedBinding([.stream([.task(Self.linking("https://files.example/a"))])])
    let agent = try Samples.agent(settings: settings, binding: binding)
    let result = try await runner.call(
      Samples.skill, of: agent, ["message": "x"], from: CallSite(tool: "weather_forecast")
    ).unasked
    #expect(web.urls == (fetches ? ["https://files.example/a"] : []))
    #expect(result.text.contains("fetched from") == fetches)
  }

  /// Nobody is asked for anything unless the user wants it, and then nobody without TLS or on this machine.
  @Test(arguments: [false, true]) func nobodyIsAskedUnasked(_ fetches: Bool) async throws {
    try await ScriptedServer.replying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi") { server in
      let client = HTTPClient()
      let files = LinkedFiles { request throws(HTTPError) in try await client.response(to: request) }
      for url in ["\(server.url)/secret", "https://127.0.0.1:\(server.port)/secret"].prefix(fetches ? 1 : 2) {
        let result = try await Self.result(of: Self.linking(url), files, fetches: fetches)
        #expect(result.text.contains("[file report.txt: \(url)"))
      }
      #expect(server.log.connections == 0)
    }
  }
}
