import CCurl

extension HTTPError.Cause {
  /// What libcurl's `code` means for a transfer that had, or had not yet, a connection and a response.
  ///
  /// - Parameter detail: libcurl's words, the only thing that tells a broken chunk from a broken connection.
  init(_ code: CURLcode, connected: Bool, responding: Bool, detail: String) {
    self =
      switch code {
      case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .dns
      case CURLE_COULDNT_CONNECT, CURLE_PROXY: .refused
      case CURLE_OPERATION_TIMEDOUT: .timeout(connected ? .total : .connect)
      case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
        CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
        CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT, CURLE_SSL_ENGINE_INITFAILED,
        CURLE_USE_SSL_FAILED:
        .tls
      case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM:
        // Before there is a connection, these come from a proxy that won't make one.
        if !connected { .refused } else if detail.contains("chunk") { .malformedResponse } else { .reset }
      case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2: .malformedResponse
      // Not the URL's protocol, which was checked, but a reply that isn't HTTP.
      case CURLE_UNSUPPORTED_PROTOCOL: connected ? .malformedResponse : .invalidRequest
      // libcurl's word for a header line longer than it will hold.
      case CURLE_OUT_OF_MEMORY where connected && !responding: .headersTooLarge
      case CURLE_URL_MALFORMAT: .invalidRequest
      default: .other
      }
  }
}

extension Transfer {
  /// Why libcurl ended the transfer with `code`; nil when it succeeded.
  func failure(for code: CURLcode) -> HTTPError? {
    if let refusal { return refusal }
    if code == CURLE_OK {
      // libcurl is content with a connection that closes within the header.
      return head == nil ? failure(.reset, "The connection closed within the response's header") : nil
    }
    // The code may be anything: what libcurl does without a socket depends on what became of the last one.
    if !pace.hasConnected, let addressRefusal {
      return failure(.addressRefused, "\(addressRefusal)")
    }
    let detail = easy.explanation(of: code)
    if let reason = TLSFailure(
      code, problem: easy.certificateProblem, detail: detail, hasIdentity: engine.hasIdentity)
    {
      return HTTPError(
        .tls, "\(reason) (\(detail))",
        mayHaveBeenSent: mayHaveBeenSent && !reason.provesThatNothingWasRead)
    }
    let cause = HTTPError.Cause(
      code, connected: pace.hasConnected, responding: head != nil, detail: detail)
    // Some servers of TLS 1.3 close without a word when they want another certificate, or one at all.
    let isUnexplained =
      isEncrypted && pace.hasConnected && head == nil && easy.hasNewConnection
      && [CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR].contains(code)
    return failure(
      cause,
      isUnexplained ? "\(detail); does it want another client certificate, or one at all (\"tls\")?" : detail)
  }
}
