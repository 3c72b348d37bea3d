import Crypto
import Encodings
import HTTP
import HTTPServer
import JSON
import Synchronization

extension IdentityProvider {
  /// Answers a request for a token from a client that has proved who it is.
  func token(_ request: ServerRequest, _ form: [String: String]) -> ServerResponse {
    guard request.fields["content-type"] == FormEncoding.mediaType else {
      return .refusal("invalid_request", "not a form")
    }
    switch client(request, form) {
    case .failure(let refusal): return .refusal("invalid_client", refusal.why, status: 401)
    case .success(let client):
      return state.withLock { state in
        switch form["grant_type"] {
        case "client_credentials":
          state.issue(Grant(client: client, scope: form["scope"]), renewable: false)
        case "refresh_token": state.renew(form, client)
        case "authorization_code": state.redeem(form, client)
        case "urn:ietf:params:oauth:grant-type:device_code": state.redeemDevice(form, client)
        default: .refusal("unsupported_grant_type")
        }
      }
    }
  }

  func deviceAnswer(_ request: ServerRequest) -> ServerResponse {
    let form = Self.form(request)
    guard case .success(let client) = client(request, form) else {
      return .refusal("invalid_client", status: 401)
    }
    return state.withLock { state in
      state.issued += 1
      let (device, user) = ("device-\(state.issued)-secret", "USER-\(state.issued)")
      state.devices[device] = Grant(client: client, scope: form["scope"], challenge: user)
      return .json(
        200,
        [
          "device_code": .string(device), "user_code": .string(user),
          "verification_uri": .string(issuer + "/activate"),
          "verification_uri_complete": .string(issuer + "/activate?code=" + user), "expires_in": 600,
          "interval": 5,
        ])
    }
  }

  /// The user signs in and agrees, at once.
  func authorizationAnswer(_ request: ServerRequest) -> ServerResponse {
    let query = Dictionary(
      FormEncoding.decode(request.query ?? "").map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    guard query["response_type"] == "code", query["code_challenge_method"] == "S256",
      let challenge = query["code_challenge"], challenge.utf8.count == 43, let client = query["client_id"],
      let redirect = query["redirect_uri"], redirect.hasPrefix("http://127.0.0.1:"),
      let sent = query["state"], sent.utf8.count >= 22
    else { return ServerResponse(status: 400) }
    return state.withLock { state in
      guard state.clients[client] != nil else { return ServerResponse(status: 400) }
      state.issued += 1
      let code = "code-\(state.issued)-secret"
      state.codes[code] = Grant(
        client: client, scope: query["scope"], challenge: challenge, redirect: redirect)
      var items = [QueryItem("code", code), QueryItem("state", sent)]
      if let issuer = state.browserIssuer ?? issuer { items.append(QueryItem("iss", issuer)) }
      return ServerResponse(
        status: 302, fields: ["Location": "\(redirect)?\(FormEncoding.encode(items))"])
    }
  }
}

extension IdentityProvider.State {
  mutating func issue(_ grant: IdentityProvider.Grant, renewable: Bool = true) -> ServerResponse {
    issued += 1
    var answer: JSONObject = [
      "access_token": .string(accessToken ?? "access-\(issued)-secret"), "token_type": "Bearer",
    ]
    answer["expires_in"] = lifetime
    answer["scope"] = grant.scope.map { .string($0) }
    if renewable {
      let refresh = "refresh-\(issued)-secret"
      refreshTokens[refresh] = grant
      answer["refresh_token"] = .string(refresh)
    }
    for member in extra { answer[member.name] = member.value }
    return .json(200, answer)
  }

  /// Every refresh token is good for once; a second use ends them all (RFC 9700 §4.14.2).
  mutating func renew(_ form: [String: String], _ client: String) -> ServerResponse {
    guard let token = form["refresh_token"] else { return .refusal("invalid_request") }
    guard !usedRefreshTokens.contains(token) else {
      refreshTokens = [:]
      return .refusal("invalid_grant", "used before")
    }
    guard let grant = refreshTokens.removeValue(forKey: token), grant.client == client else {
      return .refusal("invalid_grant", "unknown")
    }
    usedRefreshTokens.insert(token)
    return issue(grant)
  }

  mutating func redeem(_ form: [String: String], _ client: String) -> ServerResponse {
    guard let grant = form["code"].flatMap({ codes.removeValue(forKey: $0) }), grant.client == client,
      grant.redirect == form["redirect_uri"]
    else { return .refusal("invalid_grant", "no such code") }
    let verifier = form["code_verifier"] ?? ""
    guard (43...128).contains(verifier.utf8.count),
      Base64URL.text(SHA256.hash(data: Array(verifier.utf8))) == grant.challenge
    else { return .refusal("invalid_grant", "the verifier does not fit") }
    return issue(grant)
  }

  mutating func redeemDevice(_ form: [String: String], _ client: String) -> ServerResponse {
    guard let code = form["device_code"], let grant = devices[code], grant.client == client else {
      return .refusal("invalid_grant", "no such device")
    }
    if !deviceAnswers.isEmpty { return .refusal(deviceAnswers.removeFirst()) }
    guard let user = grant.challenge, approved.contains(user) else {
      return .refusal("authorization_pending")
    }
    devices[code] = nil
    return issue(grant)
  }
}
