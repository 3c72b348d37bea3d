import CCurl

/// Why a peer is not trusted, or does not trust us, as far as libcurl and OpenSSL tell.
enum TLSFailure: Sendable, Hashable, CaseIterable {
  case expired
  case notYetValid
  case wrongHost
  case selfSigned
  case unknownAuthority
  case revoked
  /// A key or a signature that is too short by today's measure.
  case weak
  case protocolTooOld
  /// What answers speaks something else.
  case notTLS
  /// The key is not one of those that the policy names.
  case unpinned
  case certificateWanted
  /// It gives no reason, as servers of TLS 1.2 do that want a certificate, and others that close without a word.
  case handshakeRefused
  /// The client has shown one, which is not good enough.
  case certificateRefused
  /// The client's own certificate, key or passphrase.
  case unusableIdentity
  case unusableAuthorities

  /// - Parameters:
  ///   - problem: What OpenSSL found wrong with the certificate (`X509_V_ERR_…`); 0 for nothing.
  ///   - detail: libcurl's words.
  ///   - hasIdentity: Whether the client has a certificate to show.
  /// - Returns: nil for what is none of these.
  init?(_ code: CURLcode, problem: Int, detail: String, hasIdentity: Bool) {
    switch code {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: self = .unpinned
    case CURLE_SSL_CERTPROBLEM: self = .unusableIdentity
    case CURLE_SSL_CACERT_BADFILE: self = .unusableAuthorities
    case CURLE_PEER_FAILED_VERIFICATION:
      guard let known = Self(problem: problem) ?? Self(mismatch: detail) else { return nil }
      self = known
    case CURLE_SSL_CONNECT_ERROR, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      guard let known = Self(words: detail, hasIdentity: hasIdentity) else { return nil }
      // Once there is a connection, the same words are those of one that breaks.
      guard known != .handshakeRefused || code == CURLE_SSL_CONNECT_ERROR else { return nil }
      self = known
    default: return nil
    }
  }

  private init?(problem: Int) {
    switch problem {
    case 9: self = .notYetValid
    case 10: self = .expired
    case 18: self = .selfSigned
    case 2, 19, 20, 21, 24, 27, 79: self = .unknownAuthority
    case 23: self = .revoked
    case 62: self = .wrongHost
    case 66, 67, 68: self = .weak
    default: return nil
    }
  }

  /// libcurl compares the names itself.
  private init?(mismatch detail: String) {
    guard detail.contains("subject name") || detail.contains("common name") else { return nil }
    self = .wrongHost
  }

  /// OpenSSL's words for what went wrong in the handshake, its own or told by the peer in an alert.
  private init?(words: String, hasIdentity: Bool) {
    func holds(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
    if holds("wrong version number", "packet length too long", "http request", "record layer failure") {
      self = .notTLS
    } else if holds(
      "unsupported protocol", "alert protocol version", "no protocols available", "version too low")
    {
      self = .protocolTooOld
    } else if holds("alert certificate required") {
      self = .certificateWanted
    } else if holds(
      "alert bad certificate", "alert unknown ca", "alert certificate expired", "alert certificate revoked",
      "alert certificate unknown", "alert unsupported certificate", "alert access denied",
      "alert decrypt error")
    {
      self = hasIdentity ? .certificateRefused : .certificateWanted
    } else if holds("alert handshake failure", "SSL_ERROR_SYSCALL", "unexpected eof") {
      self = .handshakeRefused
    } else if holds("key too small", "md too weak", "dh key too small") {
      self = .weak
    } else {
      return nil
    }
  }

  /// Whether the peer has ended the handshake, after which it has read no request although one was sent: TLS 1.3 lets a
  /// client speak before it knows what becomes of its certificate.
  var provesThatNothingWasRead: Bool { self == .certificateWanted || self == .certificateRefused }
}

extension TLSFailure: CustomStringConvertible {
  /// What is wrong and what to do about it.
  var description: String {
    switch self {
    case .expired:
      "its certificate has expired; its operator has to renew it, unless this machine's clock is wrong"
    case .notYetValid: "its certificate is not valid yet; is this machine's clock right?"
    case .wrongHost: "its certificate is for another host; is this the right address?"
    case .selfSigned:
      "its certificate is signed by itself; name that very certificate in the agent's \"tls\" settings to trust it"
    case .unknownAuthority:
      "its certificate comes from an authority that is not trusted here; "
        + "name a private authority in the agent's \"tls\" settings"
    case .revoked: "its certificate has been revoked; its operator has to replace it"
    case .weak: "its key or signature is too weak to be trusted; its operator has to replace it"
    case .protocolTooOld: "it speaks no version of TLS that is new enough; its operator has to update it"
    case .notTLS:
      "what answers there does not speak TLS; is this the right port, or is it an http:// address?"
    case .unpinned:
      "its public key is not one of those that are pinned in the agent's \"tls\" settings; "
        + "ask its operator whether the key was replaced"
    case .certificateWanted: "it wants a client certificate; name one in the agent's \"tls\" settings"
    case .handshakeRefused:
      "it ended the handshake without a reason; does it want a client certificate, or another one, or is its TLS older "
        + "than the agent's \"tls\" settings allow?"
    case .certificateRefused: "it does not accept the client certificate of the agent's \"tls\" settings"
    case .unusableIdentity:
      "the client certificate, its key or the passphrase in the agent's \"tls\" settings can't be used"
    case .unusableAuthorities: "the file of trusted authorities in the agent's \"tls\" settings can't be used"
    }
  }
}
