import A2A
import Crypto
import Encodings
import HTTP
import JSON
import Logging
import Settings
import Storage

/// The last good card of each agent, on disk, so that the next start need not wait for any agent.
///
/// One file an agent, replaced as a whole: several processes may use the same folder.
struct CardCache: Sendable {
  static let maxBytes = 2 << 20

  private let folder: String?
  private let logger: Logger

  /// - Parameter stateDirectory: nil keeps nothing.
  init(stateDirectory: String?, logger: Logger) {
    folder = stateDirectory.map { $0 + "/cards" }
    self.logger = logger
  }

  /// A card with what was learned from it.
  struct Entry: Sendable {
    let card: FetchedCard
    /// The way on which the agent has understood the bridge, once it has.
    var route: Route?
  }

  /// What is kept for an agent. What can't be read counts as not there.
  ///
  /// - Parameter url: The agent's address, below which its card was.
  func entry(for agent: AgentKey, at url: WebURL) -> Entry? {
    guard let path = path(for: agent) else { return nil }
    do throws(FileFailure) {
      let bytes = try FileSource.system.read(path, Self.maxBytes).bytes
      if let json = try? JSONValue(parsing: bytes), let entry = Entry(kept: json, from: url) { return entry }
      logger.warning("the kept card is not used: \(path) holds none")
    } catch .notFound {
      // The first start with this agent.
    } catch {
      logger.warning("the kept card is not used: \(path): \(error)")
    }
    return nil
  }

  func keep(_ entry: Entry, for agent: AgentKey) {
    guard let path = path(for: agent) else { return }
    do throws(PrivateFile.Failure) {
      try PrivateFile.replace(path, with: entry.kept.serialized())
    } catch {
      logger.warning("the card can't be kept for the next start: \(error)")
    }
  }

  func forget(_ agent: AgentKey) {
    if let path = path(for: agent) { try? PrivateFile.remove(path) }
  }

  private func path(for agent: AgentKey) -> String? { folder.map { agent.path(in: $0) } }
}

extension CardCache.Entry {
  fileprivate var kept: JSONValue {
    var json: JSONObject = ["url": .string(card.url.kept)]
    json["etag"] = card.etag.map { .string($0) }
    json["lastModified"] = card.lastModified.map { .string($0) }
    if card.wantsCredentials { json["wantsCredentials"] = true }
    json["card"] = card.document
    if let signed = card.signed {
      json["signed"] = [
        "key": .string(signed.key), "thumbprint": .string(signed.thumbprint),
        "form": .string(signed.form.rawValue),
      ]
    }
    json["route"] = route.map { .object($0.kept) }
    return .object(json)
  }

  fileprivate init?(kept json: JSONValue, from configured: WebURL) {
    guard let text = json["url"]?.string, let url = WebURL(kept: text, from: configured),
      let document = json["card"],
      var card = try? FetchedCard(
        url: url, etag: json["etag"]?.string, lastModified: json["lastModified"]?.string,
        wantsCredentials: json["wantsCredentials"]?.bool ?? false, document: document)
    else { return nil }
    if let signed = json["signed"] {
      guard let key = signed["key"]?.string, let thumbprint = signed["thumbprint"]?.string,
        let form = signed["form"]?.string.flatMap(SignedForm.init(rawValue:)),
        let reading = try? card.reading(FetchedCard.Signed(key: key, thumbprint: thumbprint, form: form))
      else { return nil }
      card = reading
    }
    self.init(card: card, route: json["route"].flatMap { Route(kept: $0) })
  }
}

extension WebURL {
  /// The address, or, as its query may be a secret, a digest that tells which of an agent's places it is.
  fileprivate var kept: String {
    query == nil ? description : SHA256.hash(data: Array(description.utf8)).hexadecimal
  }

  fileprivate init?(kept text: String, from configured: WebURL) {
    let place = CardAddress(configured).candidates.first { $0.query != nil && $0.kept == text }
    guard let url = place ?? (try? WebURL(text)) else { return nil }
    self = url
  }
}

extension Route {
  fileprivate var kept: JSONObject {
    var json: JSONObject = ["url": .string(url.description), "speech": .string(speech.rawValue)]
    json["tenant"] = tenant.map { .string($0) }
    return json
  }

  fileprivate init?(kept json: JSONValue) {
    guard let speech = json["speech"]?.string.flatMap(Speech.init(rawValue:)),
      let text = json["url"]?.string, let url = try? WebURL(text)
    else { return nil }
    self.init(url: url, tenant: json["tenant"]?.string, speech: speech)
  }
}
