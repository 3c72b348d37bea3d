/// Where agents tell that a task has moved (A2A 1.0 §4.3). Nobody is listened to unless this is configured.
package struct PushSettings: Sendable, Hashable {
  package var listen: ListenAddress
  /// What agents are told to call, if something between them and the bridge goes by another address.
  package var url: String?

  package init(listen: ListenAddress, url: String? = nil) {
    self.listen = listen
    self.url = url
  }
}
