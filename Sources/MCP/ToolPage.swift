import JSON
import JSONRPC

/// One page of a listing (2026-07-28, server/utilities/pagination; the same in every version).
struct ToolPage {
  let tools: [JSONValue]
  /// What the client gets the next page with, namely the name of this one's last tool; nil on the last page.
  let nextCursor: String?

  /// The page after the tool that `cursor` names; the first one if that is nil.
  ///
  /// A tool too long for any page is left out: it must not cost the client the others.
  ///
  /// - Parameters:
  ///   - count: how many tools fit.
  ///   - bytes: how long tools and cursor may be as JSON.
  /// - Throws: `invalidParams` if there is no such tool, perhaps no more.
  init(
    of tools: [Tool], after cursor: String?, for version: ProtocolVersion, count: Int, bytes: Int
  ) throws(RPCError) {
    var rest = try Self.tools(tools, after: cursor)
    var page: [JSONValue] = []
    var size = 0
    var last: String?
    while let tool = rest.first {
      let json = tool.json(for: version)
      let comma = 1
      let toolSize = json.serialized().count + comma
      let room = bytes - Self.size(ofCursor: tool.name)
      if toolSize <= room {
        guard page.count < count, size + toolSize <= room else { break }
        page.append(.object(json))
        size += toolSize
        last = tool.name
      }
      rest = rest.dropFirst()
    }
    self.tools = page
    nextCursor = rest.isEmpty ? nil : last
  }

  /// The members of a `ListToolsResult` that this page is, in every version.
  var json: JSONObject {
    var json: JSONObject = ["tools": .array(tools)]
    json["nextCursor"] = nextCursor.map(JSONValue.string)
    return json
  }

  private static func tools(_ tools: [Tool], after cursor: String?) throws(RPCError) -> ArraySlice<Tool> {
    guard let cursor else { return tools[...] }
    // The last of that name: then not even a provider that repeats one sends the client in circles.
    guard let index = tools.lastIndex(where: { $0.name == cursor }) else { throw .invalidCursor }
    return tools[(index + 1)...]
  }

  private static func size(ofCursor cursor: String) -> Int {
    #","nextCursor":"#.utf8.count + JSONValue.string(cursor).serialized().count
  }
}
