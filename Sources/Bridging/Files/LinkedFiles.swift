import A2A
import FoundationEssentials
import HTTP
import Synchronization
import Telemetry

/// Files that results only link, fetched where the user wants that: over https from public addresses, without
/// credentials, cookies or redirects, and no more than the limits here allow.
///
/// An address in an answer is whoever's the agent likes. So it is asked for by a client of its own, which connects to
/// public addresses only, and the agent's own origin is no exception.
final class LinkedFiles: Sendable {
  /// The most bytes of one file.
  static let maxFileBytes = 16 << 20
  /// The most files of one result that are fetched.
  static let maxFiles = 8
  /// How long fetching all files of one result may take at the most.
  static let limit = Duration.seconds(30)
  /// How long it may take although nothing is left of the call's time.
  static let leastTime = Duration.seconds(5)
  /// What is said of those beyond.
  static let tooMany = "at most \(maxFiles) files of a result are fetched, and \(maxKeptBytes >> 20) MiB kept"
  /// The most bytes that are kept for results that are shown again, and the most files.
  static let maxKeptBytes = 64 << 20
  static let maxKeptFiles = 64
  /// The longest address, in bytes.
  static let maxAddress = 8_192

  typealias Get =
    @Sendable (HTTPRequest) async throws(HTTPError) -> (head: HTTPResponse.Head, body: [UInt8])

  /// What came of asking.
  enum Outcome: Sendable, Hashable {
    /// The bytes in base64, and the media type that the server gave them.
    case fetched(base64: String, mediaType: String?)
    /// Why there are none.
    case failed(String)
  }

  private struct Entry {
    let address: String
    let outcome: Outcome
  }

  private let get: Get
  private let now: @Sendable () -> Duration
  /// What came last stands last.
  private let entries = Mutex<[Entry]>([])

  /// - Parameter get: Asks for a file; must reach public addresses only, and follow no redirect.
  init(now: @escaping @Sendable () -> Duration = Timing.system.now, get: @escaping Get) {
    self.now = now
    self.get = get
  }

  /// Asks by a client that reaches public addresses only.
  convenience init(by clients: HTTPClients) {
    let client = clients.client(for: ConnectionPolicy(reach: .publicOnly))
    self.init { request throws(HTTPError) in try await client.response(to: request) }
  }

  /// What is known of an address; nil when it was not asked for, or is not kept any more.
  func outcome(of address: String) -> Outcome? {
    entries.withLock { entries in entries.last { $0.address == address }?.outcome }
  }

  /// Fetches what `outcome` links, as far as it is its end and the files are not known yet.
  ///
  /// - Parameter rest: What is left of the call's time.
  /// - Returns: What was not asked for because that would not have been safe.
  @discardableResult
  func fetch(_ outcome: CallOutcome, within rest: Duration = limit) async -> [HTTPError] {
    let end = now() + min(max(rest, Self.leastTime), Self.limit)
    var refusals: [HTTPError] = []
    // Nothing is kept of the others: an answer may have thousands, and they would drive out what was fetched.
    for address in outcome.links.prefix(Self.maxFiles) {
      if case .fetched = self.outcome(of: address) { continue }
      keep(await fetch(address, within: end - now(), &refusals), address)
    }
    return refusals
  }

  private func fetch(
    _ address: String, within time: Duration, _ refusals: inout [HTTPError]
  ) async -> Outcome {
    guard time > .zero else { return .failed("there was no time left") }
    guard address.utf8.count <= Self.maxAddress, let url = try? WebURL(address) else {
      return .failed("it is no address that can be fetched")
    }
    guard url.scheme == "https" else { return .failed("only https addresses are fetched") }
    let request = HTTPRequest(
      url: url, acceptsCompression: false, deadlines: HTTPDeadlines(total: time),
      limits: HTTPLimits(bodyBytes: Self.maxFileBytes))
    do throws(HTTPError) {
      let (head, body) = try await get(request)
      switch head.status {
      case 200:
        return .fetched(
          base64: Data(body).base64EncodedString(), mediaType: head.fields["Content-Type"])
      case 300..<400: return .failed("the server redirects to another place, which is not followed")
      default: return .failed("the server answered HTTP \(head.status)")
      }
    } catch {
      if error.cause.isRefusal { refusals.append(error) }
      return .failed("\(error)")
    }
  }

  private func keep(_ outcome: Outcome, _ address: String) {
    entries.withLock { entries in
      entries.removeAll { $0.address == address }
      entries.append(Entry(address: address, outcome: outcome))
      var bytes = entries.reduce(0) { $0 + $1.outcome.byteCount }
      while entries.count > Self.maxKeptFiles || (bytes > Self.maxKeptBytes && entries.count > 1) {
        bytes -= entries.removeFirst().outcome.byteCount
      }
    }
  }
}

extension LinkedFiles.Outcome {
  fileprivate var byteCount: Int {
    if case .fetched(let base64, _) = self { base64.utf8.count / 4 * 3 } else { 0 }
  }
}

extension CallOutcome {
  /// The addresses of the files that it links, each once; none while more may come.
  fileprivate var links: [String] {
    let artifacts: [Artifact] =
      switch self {
      case .answered(let message): [Artifact(message)]
      case .stopped(let task): task.answer + task.asked
      case .working, .lost: []
      }
    var seen: Set<String> = []
    return artifacts.flatMap(\.parts).compactMap { part in
      guard case .url(let url) = part.content, seen.insert(url).inserted else { return nil }
      return url
    }
  }
}
