/// The lists of a server that clients keep, and are told of when they change.
package enum ServerList: Sendable, Hashable, CaseIterable {
  case tools
  case prompts
  case resources
}
