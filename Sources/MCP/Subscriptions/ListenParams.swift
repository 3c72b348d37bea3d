import JSON
import JSONRPC

/// The params of `subscriptions/listen` (2026-07-28, basic/patterns/subscriptions): what the client wants to hear of.
struct ListenParams: Equatable {
  let lists: Set<ServerList>
  /// Each once.
  let resources: [String]
  /// Each once.
  let tasks: [String]

  init(_ params: JSONObject) throws(RPCError) {
    do throws(JSONMismatch) {
      let filter = try JSONFields(params).fields("notifications")
      var lists: Set<ServerList> = []
      for list in ServerList.allCases where try filter.optional(list.filterMember) ?? false {
        lists.insert(list)
      }
      self.lists = lists
      resources = Self.distinct(try filter.optional("resourceSubscriptions") ?? [])
      tasks = Self.distinct(try filter.optional("taskIds") ?? [])
    } catch {
      throw .malformedParams(error)
    }
  }

  private init(lists: Set<ServerList>, resources: [String], tasks: [String]) {
    self.lists = lists
    self.resources = resources
    self.tasks = tasks
  }

  /// The part of it that a client is told of; the rest is left out.
  func within(_ limits: SessionLimits) -> ListenParams {
    let isShort = { (name: String) in name.utf8.count <= limits.listenedNameBytes }
    return ListenParams(
      lists: lists, resources: Array(resources.filter(isShort).prefix(limits.listenedResources)),
      tasks: Array(tasks.filter(isShort).prefix(limits.listenedTasks)))
  }

  /// As the client wrote it, but for what says nothing.
  var json: JSONObject {
    var json: JSONObject = [:]
    for list in ServerList.allCases where lists.contains(list) { json[list.filterMember] = true }
    if !resources.isEmpty { json["resourceSubscriptions"] = .array(resources.map(JSONValue.string)) }
    if !tasks.isEmpty { json["taskIds"] = .array(tasks.map(JSONValue.string)) }
    return json
  }

  private static func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

extension ServerList {
  fileprivate var filterMember: String {
    switch self {
    case .tools: "toolsListChanged"
    case .prompts: "promptsListChanged"
    case .resources: "resourcesListChanged"
    }
  }
}
