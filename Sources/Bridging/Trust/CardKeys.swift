import A2A
import HTTP
import JOSE
import Settings
import Synchronization

/// The keys that the user has named for an agent's card: files, read each time, and key sets at URLs.
///
/// Nothing that a card says leads to a key.
final class CardKeys: Sendable {
  /// How long a fetched key set is taken for what it still is, whatever its server says.
  static let lifetime = Duration.seconds(300)...Duration.seconds(3_600)
  /// How soon it is asked for again when a signature names a key that is not in it: whoever names unknown keys must not
  /// make us ask for ever.
  static let searchInterval = Duration.seconds(60)

  private struct Known {
    var keys: KeySet?
    var asked: Duration
    var freshUntil: Duration
  }

  private let places: [String]
  private let client: HTTPClient
  private let now: @Sendable () -> Duration
  private let known = Mutex<[WebURL: Known]>([:])

  /// - Parameters:
  ///   - places: Absolute paths, or URLs.
  ///   - now: The time passed since some fixed moment.
  init(_ places: [String], client: HTTPClient, now: @escaping @Sendable () -> Duration) {
    self.places = Array(places.prefix(CardSettings.maximumKeys))
    self.client = client
    self.now = now
  }

  /// All keys that can be had, and why others can't.
  struct Found: Sendable {
    let keys: KeySet
    var problems: [String] = []
  }

  var isEmpty: Bool { places.isEmpty }

  /// - Parameter isSearch: Whether a key is looked for that was not there before.
  func found(isSearch: Bool = false) async -> Found {
    var (keys, problems): ([SigningKey], [String]) = ([], [])
    for place in places {
      do throws(Unavailable) {
        keys += try await self.keys(at: place, isSearch: isSearch).keys
      } catch {
        let shown = (try? WebURL(place))?.redacted ?? place
        problems.append("\(shown): \(error.reason)")
      }
    }
    return Found(keys: KeySet(keys), problems: problems)
  }

  /// Those of them that nobody need be asked for.
  var inFiles: Found {
    let files = places.filter { !Self.isURL($0) }
    return Found(keys: KeySet(files.flatMap { (try? Self.keys(inFile: $0))?.keys ?? [] }))
  }

  private typealias Unavailable = FetchedKeys.Unavailable

  private static func isURL(_ place: String) -> Bool {
    ["https://", "http://"].contains { place.utf8.starts(with: $0.utf8) }
  }

  private func keys(at place: String, isSearch: Bool) async throws(Unavailable) -> KeySet {
    guard Self.isURL(place) else { return try Self.keys(inFile: place) }
    guard let url = try? WebURL(place), url.scheme == "https" || url.isLoopback else {
      throw Unavailable(reason: "keys are fetched by https only")
    }
    let now = now()
    let old = known.withLock { $0[url] }
    if let old, let keys = old.keys {
      let isRecent = isSearch ? now - old.asked < Self.searchInterval : now < old.freshUntil
      if isRecent { return keys }
    }
    do throws(Unavailable) {
      let (keys, lifetime) = try await fetch(url)
      known.withLock { $0[url] = Known(keys: keys, asked: now, freshUntil: now + lifetime) }
      return keys
    } catch {
      // What was fetched before goes on serving, and is not asked for again at once; what never came is.
      known.withLock {
        $0[url] = Known(keys: old?.keys, asked: now, freshUntil: now + Self.searchInterval)
      }
      if let keys = old?.keys { return keys }
      throw error
    }
  }

  private static func keys(inFile path: String) throws(Unavailable) -> KeySet {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try FileSource.system.read(path, KeySet.maxBytes).bytes
    } catch {
      throw Unavailable(reason: "\(error)")
    }
    do throws(KeySet.Invalid) {
      return try KeySet(bytes: bytes)
    } catch {
      throw Unavailable(reason: "\(error)")
    }
  }

  private func fetch(_ url: WebURL) async throws(Unavailable) -> (KeySet, Duration) {
    let fetched = try await FetchedKeys(at: url, by: client)
    let wanted = CardFreshness(fetched.fields).lifetime
    return (fetched.keys, min(max(wanted, Self.lifetime.lowerBound), Self.lifetime.upperBound))
  }
}
