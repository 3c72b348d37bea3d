internal import JSON

extension Skill {
  static let weatherForecast = Skill(
    id: "weather_forecast",
    name: "Weather forecast",
    description: """
      Forecasts the weather of a city for up to \(WeatherForecast.longest) days, as a text that grows day by day and \
      as data. Takes a sentence, or data with `city` and `days`.
      """,
    tags: ["weather", "forecast", "streaming"],
    examples: ["What will the weather be in Berlin?", "5 days forecast for New York"],
    outputModes: ["text/plain", "application/json"],
    keywords: ["weather", "forecast", "rain", "temperature"],
    behaviour: .task(WeatherForecast.run))
}

/// A slow skill that reports its steps and delivers its text in chunks.
enum WeatherForecast {
  static let longest = 16

  struct Day: Equatable {
    let number: Int
    let sky: String
    let low: Int
    let high: Int

    var line: String { "Day \(number): \(sky), \(low) to \(high) °C\n" }

    var json: JSONValue {
      ["day": JSONValue(number), "sky": .string(sky), "low": JSONValue(low), "high": JSONValue(high)]
    }
  }

  static func run(_ turn: Turn) async throws {
    let arguments = turn.message?.arguments ?? [:]
    let wish = Wish(turn.message?.text ?? "")
    let city = arguments["city"]?.string ?? wish.place(after: ["in", "for", "at", "of"]) ?? "Berlin"
    let days = min(max(arguments["days"]?.int ?? wish.number(of: ["days", "day"]) ?? 3, 1), longest)
    let forecast = forecast(of: city, days: days)

    for step in ["Finding \(city) on the map", "Asking the weather stations", "Comparing the models"] {
      try turn.report(step + " …")
      try await turn.pause()
    }
    try await deliver(forecast, of: city, on: turn)
    try turn.deliver(
      Artifact(
        id: "forecast-data", name: "forecast.json", description: "The forecast as data",
        parts: [
          Part(
            .data(["city": .string(city), "unit": "celsius", "days": .array(forecast.map(\.json))]),
            mediaType: "application/json")
        ]))
    try turn.complete("The forecast for \(city) is ready.")
  }

  private static func deliver(_ forecast: [Day], of city: String, on turn: Turn) async throws {
    let lines = ["Forecast for \(city)\n"] + forecast.map(\.line)
    for (index, line) in lines.enumerated() {
      let chunk = Artifact(
        id: "forecast", name: "forecast.txt", description: "The forecast in words",
        parts: [Part(.text(line), mediaType: "text/plain")])
      try turn.deliver(chunk: chunk, appends: index > 0, isLast: index == lines.count - 1)
      try await turn.pause()
    }
  }

  static func forecast(of city: String, days: Int) -> [Day] {
    var numbers = SeededNumbers(seed: city.lowercased())
    let usual = Int.random(in: -5...28, using: &numbers)
    return (1...days).map { number in
      let low = usual + Int.random(in: -4...2, using: &numbers)
      let sky = ["sunny", "partly cloudy", "overcast", "light rain", "thunderstorms"]
        .randomElement(using: &numbers)
      return Day(
        number: number, sky: sky ?? "sunny", low: low, high: low + Int.random(in: 3...11, using: &numbers))
    }
  }
}
