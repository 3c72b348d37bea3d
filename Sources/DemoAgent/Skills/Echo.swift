extension Skill {
  static let echo = Skill(
    id: "echo",
    name: "Echo",
    description: "Sends back every part of the message as it came.",
    tags: ["test", "echo"],
    examples: ["echo hello"],
    inputModes: ["*/*"],
    outputModes: ["*/*"],
    behaviour: .reply { $0.parts })

  /// A further skill that echoes, for measuring how clients cope with long cards.
  static func padding(number: Int) -> Skill {
    Skill(
      id: "bench_\(number)",
      name: "Benchmark \(number)",
      description:
        "Echoes like the skill echo; skill number \(number) of those that only make the card long.",
      tags: ["benchmark", "echo"],
      examples: ["bench_\(number) hello"],
      behaviour: .reply { $0.parts })
  }
}
