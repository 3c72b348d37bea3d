extension Skill {
  static let signIn = Skill(
    id: "sign_in",
    name: "Sign-in",
    description: """
      Wants the user to sign in at a page first, and goes on by itself when that has happened; for seeing how a \
      client handles a task that needs authorization.
      """,
    tags: ["test", "authorization"],
    examples: ["sign_in"],
    behaviour: .task { turn in
      // Only the page itself goes on without a message; what a user types proves nothing.
      guard turn.message != nil else { return try turn.complete("You are signed in.") }
      try turn.requestSignIn(
        "Please sign in at \(turn.baseURL)\(Route.signInPath)?task=\(turn.taskID) and this task goes on by itself."
      )
    })
}
