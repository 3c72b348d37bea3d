/// How long each stage of an exchange may take; nil means for ever.
package struct HTTPDeadlines: Sendable, Equatable {
  /// From the start until the connection can carry the request: waiting for a free connection, name look-up,
  /// TCP, proxy and TLS. A kept-alive connection takes no time here.
  package var connect: Duration?
  /// From the moment the last byte of the request could be handed to the network to the first line of the response.
  package var firstByte: Duration?
  /// Between two arrivals of response bytes, not counting the time in which the consumer makes them wait.
  package var idle: Duration?
  /// For every `crawlBytes` of a response that is no stream: one of a byte every few seconds is always alive and never
  /// ends. The time in which the consumer makes them wait doesn't count.
  package var crawl: Duration?
  /// From the start to the end of the response, whatever happens in between.
  package var total: Duration?

  /// Deadlines; the defaults suit a request that is answered at once or streams an answer with signs of life.
  package init(
    connect: Duration? = .seconds(5), firstByte: Duration? = .seconds(30), idle: Duration? = .seconds(60),
    crawl: Duration? = .seconds(60), total: Duration? = nil
  ) {
    self.connect = connect
    self.firstByte = firstByte
    self.idle = idle
    self.crawl = crawl
    self.total = total
  }

  /// How much of a response has to arrive within `crawl`, unless that is its end.
  package static let crawlBytes = 1_024
}
