/// The scopes that the running call needs beyond those that are always asked for: those that the card names for its
/// skill, where the configuration allows that.
package enum RequestedScopes {
  @TaskLocal package static var current: [String] = []
}
