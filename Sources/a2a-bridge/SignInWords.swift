import Auth

extension SignInPrompt {
  /// What the user is asked to do.
  func words(for agent: String) -> String {
    switch self {
    case .browser(let page):
      "To sign in for \(agent), open this page in a browser on this machine:\n\n  \(page)\n\n"
        + "Waiting for the browser to come back …"
    case .device(let page, let code, let complete):
      "To sign in for \(agent), open \(page) on any device and type in the code:\n\n  \(code)\n\n"
        + (complete.map { "or open \($0), and compare the code.\n\n" } ?? "") + "Waiting for you to sign in …"
    }
  }
}

extension SignIn.Outcome {
  /// What the user has got.
  func words(for agent: String) -> String {
    var words = ["Signed in for \(agent)."]
    if !isRenewable {
      let end = lifetime.map { "in \(max(1, Int($0 / .seconds(60)))) min" } ?? "when the server says so"
      words.append(
        "The server has sent nothing to renew it with, so it ends \(end); some servers want the scope "
          + "\"offline_access\" for that.")
    }
    if !missingScopes.isEmpty {
      words.append("The server has not granted: \(missingScopes.joined(separator: " ")).")
    }
    return words.joined(separator: " ")
  }
}

extension ExitStatus {
  /// How a command ends that could not sign the user in.
  init(_ failure: OAuthFailure) {
    self =
      switch failure.kind {
      case .unreachable: .unreachable
      case .refused, .unusable, .signInNeeded: .auth
      case .timeout: .timeout
      case .local, .cancelled: .failed
      }
  }
}
