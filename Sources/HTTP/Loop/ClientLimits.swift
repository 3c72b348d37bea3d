/// How much one client holds for all its exchanges together.
struct ClientLimits: Sendable {
  /// The most connections that are open at once; further transfers wait, and their connect deadlines run.
  var connections = 512
  /// The most connections kept alive with nothing to do.
  var idleConnections = 64
  /// The most transfers that go on although their callers have left. Each holds a connection that others may be
  /// waiting for, so one more ends the one that has lingered longest.
  var lingeringTransfers = 64
  /// How many easy handles are kept for later transfers; each has some 30 KB.
  var spareHandles = 32
  /// For how many seconds a connection may have idled to carry a request that mustn't be sent twice. Common servers
  /// close after 5 s; a request that meets the close is lost, and no one can tell whether it was read.
  var freshnessForUnrepeatable = 4
}
