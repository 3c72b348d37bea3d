import JSON
import JSONRPC

/// What a list of the server holds.
protocol ListEntry {
  /// Its name in its list, which no other entry has.
  var key: String { get }
  /// With the members that `version` knows, and no nulls.
  func json(for version: ProtocolVersion) -> JSONObject
}

extension Tool: ListEntry { var key: String { name } }
extension Resource: ListEntry { var key: String { uri } }
extension ResourceTemplate: ListEntry { var key: String { uriTemplate } }
extension Prompt: ListEntry { var key: String { name } }

/// One page of a listing (2026-07-28, server/utilities/pagination; the same in every version).
struct ListPage {
  let entries: [JSONValue]
  /// What the client gets the next page with, namely the key of this one's last entry; nil on the last page.
  let nextCursor: String?

  /// The page after the entry that `cursor` names; the first one if that is nil.
  ///
  /// An entry too long for any page is left out: it must not cost the client the others.
  ///
  /// - Parameters:
  ///   - count: how many entries fit.
  ///   - bytes: how long entries and cursor may be as JSON.
  /// - Throws: `invalidParams` if there is no such entry, perhaps no more.
  init(
    of entries: [some ListEntry], after cursor: String?, for version: ProtocolVersion, count: Int, bytes: Int
  ) throws(RPCError) {
    var rest = try Self.entries(entries, after: cursor)
    var page: [JSONValue] = []
    var size = 0
    var last: String?
    while let entry = rest.first {
      let json = entry.json(for: version)
      let comma = 1
      let entrySize = json.serialized().count + comma
      let room = bytes - Self.size(ofCursor: entry.key)
      if entrySize <= room {
        guard page.count < count, size + entrySize <= room else { break }
        page.append(.object(json))
        size += entrySize
        last = entry.key
      }
      rest = rest.dropFirst()
    }
    self.entries = page
    nextCursor = rest.isEmpty ? nil : last
  }

  /// The members of the result that this page of `listing` is, in every version.
  func json(of listing: Listing) -> JSONObject {
    var json: JSONObject = [:]
    json[listing.member] = .array(entries)
    json["nextCursor"] = nextCursor.map(JSONValue.string)
    return json
  }

  private static func entries<Entry: ListEntry>(
    _ entries: [Entry], after cursor: String?
  ) throws(RPCError) -> ArraySlice<Entry> {
    guard let cursor else { return entries[...] }
    // The last of that key: then not even a provider that repeats one sends the client in circles.
    guard let index = entries.lastIndex(where: { $0.key == cursor }) else { throw .invalidCursor }
    return entries[(index + 1)...]
  }

  private static func size(ofCursor cursor: String) -> Int {
    #","nextCursor":"#.utf8.count + JSONValue.string(cursor).serialized().count
  }
}

extension RPCError {
  static var invalidCursor: RPCError { RPCError(code: invalidParams, message: "Invalid cursor") }
}
