import CCurl
import Glibc

/// Owns one libcurl easy handle with the memory that its options point to; all are freed exactly once.
///
/// A handle lives and dies on the loop's thread, which the missing `Sendable` conformance enforces.
@safe final class EasyHandle {
  /// For the `curl_multi` calls that must name the handle.
  @unsafe let raw: UnsafeMutableRawPointer
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var addresses: UnsafeMutablePointer<curl_slist>?
  private let message: UnsafeMutablePointer<CChar>

  /// Returns nil when libcurl is out of memory.
  init?() {
    guard let raw = unsafe curl_easy_init() else { return nil }
    unsafe self.raw = raw
    unsafe message = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    unsafe curl_easy_cleanup(raw)
    unsafe curl_slist_free_all(headers)
    unsafe curl_slist_free_all(addresses)
    unsafe message.deallocate()
  }

  /// Forgets every option, so that nothing of a request is left for the next one.
  func reset() {
    unsafe curl_easy_reset(raw)
    unsafe curl_slist_free_all(headers)
    unsafe curl_slist_free_all(addresses)
    unsafe headers = nil
    unsafe addresses = nil
    unsafe message[0] = 0
  }

  func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
    try check(unsafe bridge_setopt_long(raw, option, value))
  }

  func set(_ option: CURLoption, offset value: Int) throws(HTTPError) {
    try check(unsafe bridge_setopt_offset(raw, option, curl_off_t(value)))
  }

  /// libcurl copies the string before this returns; nil takes away what it has of itself.
  func set(_ option: CURLoption, _ value: String?) throws(HTTPError) {
    try check(unsafe bridge_setopt_string(raw, option, value))
  }

  /// Sends `body`, of which libcurl keeps a copy.
  func setCopiedBody(_ body: [UInt8]) throws(HTTPError) {
    try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
    try check(
      unsafe body.withUnsafeBytes {
        unsafe bridge_setopt_pointer(raw, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
      })
  }

  /// Adds header lines in libcurl's form to those the request sends.
  func setHeaders(_ lines: [String]) throws(HTTPError) {
    for line in lines {
      guard let longer = unsafe curl_slist_append(headers, line) else {
        throw HTTPError(.other, "Out of memory")
      }
      unsafe headers = longer
    }
    try check(unsafe bridge_setopt_slist(raw, CURLOPT_HTTPHEADER, headers))
  }

  /// Fixes what a host's name leads to: `host:port:address,…`.
  func setAddresses(_ line: String) throws(HTTPError) {
    guard let list = unsafe curl_slist_append(nil, line) else { throw HTTPError(.other, "Out of memory") }
    unsafe addresses = list
    try check(unsafe bridge_setopt_slist(raw, CURLOPT_RESOLVE, list))
  }

  /// Asks `transfer` before each connection whether it may be made to that address.
  func checkAddresses(for transfer: Transfer) throws(HTTPError) {
    let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
    try check(unsafe bridge_setopt_pointer(raw, CURLOPT_OPENSOCKETDATA, context))
    try check(
      unsafe bridge_setopt_opensocket_callback(raw) { context, purpose, address in
        guard purpose == CURLSOCKTYPE_IPCXN, let address = unsafe address,
          unsafe Transfer.from(context).mayConnect(to: IPAddress(address))
        else { return -1 }  // CURL_SOCKET_BAD
        let type = unsafe address.pointee.socktype | CInt(SOCK_CLOEXEC.rawValue)
        return unsafe socket(address.pointee.family, type, address.pointee.protocol)
      })
  }

  /// Routes what happens to `transfer`, which must outlive its stay in the multi handle.
  func report(to transfer: Transfer) throws(HTTPError) {
    let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
    try check(unsafe bridge_setopt_pointer(raw, CURLOPT_ERRORBUFFER, message))
    try check(unsafe bridge_setopt_pointer(raw, CURLOPT_PRIVATE, context))
    try check(unsafe bridge_setopt_pointer(raw, CURLOPT_WRITEDATA, context))
    try check(unsafe bridge_setopt_pointer(raw, CURLOPT_HEADERDATA, context))
    try check(unsafe bridge_setopt_pointer(raw, CURLOPT_PREREQDATA, context))
    try check(
      unsafe bridge_setopt_data_callback(raw, CURLOPT_WRITEFUNCTION) { data, size, count, context in
        let bytes = unsafe UnsafeRawBufferPointer(start: data, count: size * count)
        return unsafe Transfer.from(context).receive(body: bytes.bytes)
      })
    try check(
      unsafe bridge_setopt_data_callback(raw, CURLOPT_HEADERFUNCTION) { data, size, count, context in
        let bytes = unsafe UnsafeRawBufferPointer(start: data, count: size * count)
        return unsafe Transfer.from(context).receive(
          headerLine: bytes.assumingMemoryBound(to: UInt8.self).span)
      })
    try check(
      unsafe bridge_setopt_prerequest_callback(raw) { context, _, _, _, _ in
        unsafe Transfer.from(context).willSend() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
      })
  }

  /// Sends the `count` bytes that `transfer` reads out piece by piece, and again from the start if need be.
  func readBody(from transfer: Transfer, count: Int) throws(HTTPError) {
    let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
    try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: count)
    try check(unsafe bridge_setopt_pointer(raw, CURLOPT_READDATA, context))
    try check(unsafe bridge_setopt_pointer(raw, CURLOPT_SEEKDATA, context))
    try check(
      unsafe bridge_setopt_data_callback(raw, CURLOPT_READFUNCTION) { data, size, count, context in
        let room = unsafe UnsafeMutableRawBufferPointer(start: data, count: size * count)
        return unsafe Transfer.from(context).upload(into: room)
      })
    try check(
      unsafe bridge_setopt_seek_callback(raw) { context, offset, origin in
        guard origin == 0 else { return CURL_SEEKFUNC_CANTSEEK }  // SEEK_SET, all that libcurl uses.
        return unsafe Transfer.from(context).rewindUpload(to: Int(offset))
      })
  }

  /// Lets a paused transfer go on. The write callback may run, and pause again, before this returns.
  func resumeReceiving() -> CURLcode {
    unsafe curl_easy_pause(raw, CURLPAUSE_CONT)
  }

  /// Bytes of header and content that the network has been given, those of a proxy's tunnel included.
  var sentRequestBytes: Int {
    var bytes = 0
    _ = unsafe bridge_getinfo_long(raw, CURLINFO_REQUEST_SIZE, &bytes)
    return bytes
  }

  /// The most that libcurl reads at once.
  static let bufferBytes = 16 << 10

  /// Bytes of content that have arrived, before decompression; those that are being handed on may be missing.
  var receivedBytes: Int {
    var bytes: curl_off_t = 0
    _ = unsafe bridge_getinfo_offset(raw, CURLINFO_SIZE_DOWNLOAD_T, &bytes)
    return Int(bytes)
  }

  /// Bytes of content that the network has been given.
  var uploadedBytes: Int {
    var bytes: curl_off_t = 0
    _ = unsafe bridge_getinfo_offset(raw, CURLINFO_SIZE_UPLOAD_T, &bytes)
    return Int(bytes)
  }

  /// The folder of trusted authorities that libcurl was built with.
  var authoritiesFolder: String? {
    var path: UnsafeMutableRawPointer?
    guard unsafe bridge_getinfo_pointer(raw, CURLINFO_CAPATH, &path) == CURLE_OK, let path = unsafe path
    else {
      return nil
    }
    return unsafe String(cString: path.assumingMemoryBound(to: CChar.self))
  }

  /// What OpenSSL found wrong with the server's certificate; 0 for nothing.
  var certificateProblem: Int {
    var code = 0
    _ = unsafe bridge_getinfo_long(raw, CURLINFO_SSL_VERIFYRESULT, &code)
    return code
  }

  /// Whether the transfer got a connection of its own, not one that had carried others.
  var hasNewConnection: Bool {
    var connections = 0
    _ = unsafe bridge_getinfo_long(raw, CURLINFO_NUM_CONNECTS, &connections)
    return connections > 0
  }

  /// libcurl's own words on what went wrong, or its general ones for `code`.
  func explanation(of code: CURLcode) -> String {
    let particular = unsafe String(cString: message)
    return Self.isReason(particular) ? particular : Self.words(for: code)
  }

  /// Whether libcurl's words say why. What it says first stands, and of a peer that is gone already that may be that
  /// the log could not name it.
  static func isReason(_ words: String) -> Bool {
    !words.isEmpty && !words.utf8.starts(with: "getpeername()".utf8)
  }

  private static func words(for code: CURLcode) -> String {
    unsafe String(cString: curl_easy_strerror(code))
  }

  private func check(_ code: CURLcode) throws(HTTPError) {
    guard code == CURLE_OK else { throw HTTPError(.invalidRequest, Self.words(for: code)) }
  }
}
