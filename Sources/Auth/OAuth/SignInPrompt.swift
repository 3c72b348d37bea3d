package import HTTP

/// What a user who signs in has to be shown.
package enum SignInPrompt: Sendable, Hashable {
  /// The page to open in a browser on this machine.
  case browser(WebURL)
  /// The page to open on any device, and what to type in there.
  ///
  /// - complete: The page that knows the code already.
  case device(WebURL, code: String, complete: WebURL?)
}
