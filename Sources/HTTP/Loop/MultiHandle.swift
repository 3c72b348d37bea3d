import CCurl

/// Owns the libcurl multi handle: the running transfers and the pool of connections. Confined to the loop's thread.
@safe struct MultiHandle: ~Copyable {
  private let raw: UnsafeMutableRawPointer

  /// Returns nil when libcurl is out of memory.
  init?(_ limits: ClientLimits) {
    guard Libcurl.isReady, let raw = unsafe curl_multi_init() else { return nil }
    unsafe self.raw = raw
    _ = unsafe bridge_multi_setopt_long(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, limits.connections)
    _ = unsafe bridge_multi_setopt_long(
      raw, CURLMOPT_MAXCONNECTS, min(limits.idleConnections, limits.connections))
  }

  deinit { _ = unsafe curl_multi_cleanup(raw) }

  /// Begins the transfer that `easy` is set up for. Returns false when libcurl won't have it.
  borrowing func add(_ easy: EasyHandle) -> Bool {
    unsafe curl_multi_add_handle(raw, easy.raw) == CURLM_OK
  }

  /// Ends the transfer; one that isn't complete takes its connection (or its HTTP/2 stream) with it, at once.
  borrowing func remove(_ easy: EasyHandle) {
    _ = unsafe curl_multi_remove_handle(raw, easy.raw)
  }

  /// Does all that can be done without waiting; the callbacks run inside.
  borrowing func perform() {
    var running: CInt = 0
    _ = unsafe curl_multi_perform(raw, &running)
  }

  /// Waits until a socket is ready, libcurl has something to do, `waker` is woken or the time is over.
  borrowing func poll(_ waker: Waker, milliseconds: CInt) {
    var wakes = curl_waitfd(fd: waker.descriptor, events: CShort(CURL_WAIT_POLLIN), revents: 0)
    _ = unsafe curl_multi_poll(raw, &wakes, 1, milliseconds, nil)
    if wakes.revents != 0 { waker.clear() }
  }

  /// The next transfer that ended by itself, and how.
  borrowing func nextFinished() -> (Transfer, CURLcode)? {
    var code = CURLE_OK
    guard let easy = unsafe bridge_next_finished(raw, &code) else { return nil }
    var context: UnsafeMutableRawPointer?
    _ = unsafe bridge_getinfo_pointer(easy, CURLINFO_PRIVATE, &context)
    return (unsafe Transfer.from(context), code)
  }
}
