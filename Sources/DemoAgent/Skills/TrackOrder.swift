internal import JSON

extension Skill {
  static let trackOrder = Skill(
    id: "track_order",
    name: "Track order",
    description: """
      Tells where an order is. Orders are split into two packages, so it asks which one is meant unless the \
      message says so. Takes a sentence, or data with `order` and `package`.
      """,
    tags: ["logistics", "orders", "multi-turn"],
    examples: ["Where is order 12345?", "Track order 12345, package B"],
    outputModes: ["text/plain", "application/json"],
    keywords: ["order", "orders", "package", "parcel", "track", "shipment"],
    behaviour: .task(TrackOrder.run))
}

/// A skill that asks back until it understands the answer.
enum TrackOrder {
  static func run(_ turn: Turn) async throws {
    let order = order(in: turn.firstMessage) ?? "12345"
    guard let package = turn.message.flatMap(package) else {
      let apology = turn.isFollowUp ? "I did not understand that. " : ""
      return try turn.ask("\(apology)Order \(order) was split into 2 packages. Which package: A or B?")
    }
    try turn.report("Asking the carrier for package \(package) of order \(order) …")
    try await turn.pause()

    let tracking = tracking(of: package, in: order)
    let days = tracking["days"]?.int ?? 0
    let place = tracking["place"]?.string ?? ""
    let text =
      "Package \(package) of order \(order) is in \(place) and arrives in \(days) \(days == 1 ? "day" : "days")."
    try turn.deliver(
      Artifact(
        id: "tracking", name: "tracking", description: "Where the package is",
        parts: [.text(text), Part(.data(.object(tracking)), mediaType: "application/json")]))
    try turn.complete()
  }

  private static func order(in message: Message?) -> String? {
    guard let message else { return nil }
    let order = message.arguments["order"]
    return order?.string ?? order?.int.map(String.init) ?? Wish(message.text).firstNumber
  }

  /// A or B, said in data, as the whole answer or in a sentence. A lone "a" inside a sentence is an article.
  static func package(in message: Message) -> String? {
    if let package = message.arguments["package"]?.string?.uppercased() {
      return ["A", "B"].contains(package) ? package : nil
    }
    let words = Wish(message.text).keywords
    if words.count == 1 { return ["a": "A", "b": "B"][words[0]] }
    for (word, next) in zip(words, words.dropFirst()) where word == "package" || word == "parcel" {
      if let package = ["a": "A", "b": "B"][next] { return package }
    }
    return nil
  }

  static func tracking(of package: String, in order: String) -> JSONObject {
    var numbers = SeededNumbers(seed: "\(order)/\(package)")
    let place = ["Rotterdam", "Leipzig", "Lyon", "Graz", "Brno"].randomElement(using: &numbers)
    return [
      "order": .string(order),
      "package": .string(package),
      "status": "in_transit",
      "place": .string(place ?? "Rotterdam"),
      "days": JSONValue(Int.random(in: 1...5, using: &numbers)),
    ]
  }
}
