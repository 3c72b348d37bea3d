extension Skill {
  static let flakyReport = Skill(
    id: "flaky_report",
    name: "Flaky report",
    description: "Starts to write a report and fails halfway, always; for seeing what a failure looks like.",
    tags: ["test", "failure"],
    examples: ["flaky_report"],
    keywords: ["flaky"],
    behaviour: .task { turn in
      try turn.report("Collecting the figures …")
      try await turn.pause()
      try turn.fail("The database of figures did not answer; the report could not be written.")
    })

  static let forbidden = Skill(
    id: "forbidden",
    name: "Forbidden",
    description: "Refuses whatever it is asked; for seeing what a refusal looks like.",
    tags: ["test", "refusal"],
    examples: ["forbidden"],
    behaviour: .task { turn in try turn.reject("This agent is not allowed to do that.") })
}
