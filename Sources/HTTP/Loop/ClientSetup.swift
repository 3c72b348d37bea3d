/// What a client keeps to.
struct ClientSetup: Sendable {
  var policy = ConnectionPolicy()
  var limits = ClientLimits()
  var memory = MemoryBudget()
  var proxies = Proxies()
  /// A folder of the certificates that the system trusts, for those who trust it.
  var systemAuthorities = Libcurl.systemAuthorities
  /// Tells the time for signatures.
  var now: @Sendable () -> CalendarTime = { .now }
  /// Answers in place of the system's resolver; for tests.
  var resolver: (@Sendable (WebURL) -> [String])?
}
