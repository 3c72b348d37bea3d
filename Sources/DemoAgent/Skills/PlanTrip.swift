internal import JSON

extension Skill {
  static let planTrip = Skill(
    id: "plan_trip",
    name: "Plan trip",
    description: """
      Plans a trip day by day, which takes a while: every step is reported and the work can be canceled at any \
      time. Takes a sentence, or data with `destination` and `days` (up to \(PlanTrip.longest)).
      """,
    tags: ["travel", "planning", "long-running"],
    examples: ["Plan a 5 day trip to Tokyo"],
    outputModes: ["text/markdown"],
    keywords: ["trip", "travel", "plan", "vacation", "itinerary"],
    behaviour: .task(PlanTrip.run))
}

/// A long skill with one artifact at its very end.
enum PlanTrip {
  static let longest = 30

  static func run(_ turn: Turn) async throws {
    let arguments = turn.message?.arguments ?? [:]
    let wish = Wish(turn.message?.text ?? "")
    let place = arguments["destination"]?.string ?? wish.place(after: ["to", "in", "for"]) ?? "Tokyo"
    let days = min(max(arguments["days"]?.int ?? wish.number(of: ["day", "days"]) ?? 5, 1), longest)

    try turn.report("Looking up flights to \(place) …")
    try await turn.pause()
    try turn.report("Looking up the weather in \(place) …")
    try await turn.pause()
    let weather = WeatherForecast.forecast(of: place, days: days)

    var plan = "# \(days) days in \(place)\n"
    for day in weather {
      try turn.report("Planning day \(day.number) of \(days) …")
      try await turn.pause()
      plan += "\n## Day \(day.number)\n\nWeather: \(day.sky), up to \(day.high) °C.\n\n"
      for (time, activity) in activities(on: day, in: place) { plan += "- \(time): \(activity)\n" }
    }
    try turn.deliver(
      Artifact(
        id: "itinerary", name: "itinerary.md", description: "The plan",
        parts: [Part(.text(plan), filename: "itinerary.md", mediaType: "text/markdown")]))
    try turn.complete("The trip to \(place) is planned.")
  }

  private static func activities(on day: WeatherForecast.Day, in place: String) -> [(String, String)] {
    var numbers = SeededNumbers(seed: "\(place)/\(day.number)")
    let isWet = day.sky.contains("rain") || day.sky.contains("thunder")
    let choices =
      isWet
      ? ["the national museum", "an aquarium", "a cooking class", "the old covered market", "a concert"]
      : [
        "the castle gardens", "a boat tour", "a walk through the old town", "the viewpoint", "a bicycle tour",
      ]
    return Array(zip(["Morning", "Afternoon", "Evening"], choices.shuffled(using: &numbers)))
  }
}
