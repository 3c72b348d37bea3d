internal import JSON

extension Skill {
  static let bookTable = Skill(
    id: "book_table",
    name: "Book a table",
    description: """
      Books a table in a restaurant. Asks for what it needs one after the other, with a JSON Schema of the data where \
      there is more than one thing to say: how many guests and when, the name, and for many guests whether it is meant. \
      Takes sentences, or data with `guests`, `time`, `name` and `confirm`.
      """,
    tags: ["restaurant", "reservation", "multi-turn", "form"],
    examples: ["Book a table", "A table for 4 guests at 19:30"],
    outputModes: ["text/plain", "application/json"],
    keywords: ["book", "reserve", "reservation"],
    behaviour: .task(BookTable.run))
}

/// A skill that asks in several rounds, and says what form the answers have.
enum BookTable {
  static let times = ["18:00", "19:30", "21:00"]
  static let mostGuests = 20
  /// From so many guests on it asks whether that is meant.
  static let manyGuests = 9

  static func run(_ turn: Turn) async throws {
    var booking = Booking()
    for message in turn.messages { booking.hear(message) }
    switch booking.missing {
    case .table: return try turn.ask("For how many guests, and at what time?", schema: tableSchema)
    case .name: return try turn.ask("Under which name shall I book the table?")
    case .confirmation(let guests):
      return try turn.ask("That is a table for \(guests). Shall I book it?", schema: confirmationSchema)
    case nil: break
    }
    try turn.report("Calling the restaurant …")
    try await turn.pause()
    guard let sentence = booking.sentence else { return try turn.reject("Then no table is booked.") }
    try turn.deliver(
      Artifact(
        id: "booking", name: "booking", description: "What was booked",
        parts: [.text(sentence), Part(.data(.object(booking.json)), mediaType: "application/json")]))
    try turn.complete()
  }

  private static let tableSchema: JSONValue = [
    "type": "object",
    "properties": [
      "guests": ["type": "integer", "title": "Guests", "minimum": 1, "maximum": JSONValue(mostGuests)],
      "time": ["type": "string", "title": "Time", "enum": .array(times.map(JSONValue.string))],
    ],
    "required": ["guests", "time"],
  ]

  private static let confirmationSchema: JSONValue = [
    "type": "object",
    "properties": ["confirm": ["type": "boolean", "title": "Book it"]],
    "required": ["confirm"],
  ]
}

/// What was said of a table so far.
struct Booking: Sendable, Equatable {
  enum Missing: Equatable {
    case table
    case name
    case confirmation(guests: Int)
  }

  private(set) var guests: Int?
  private(set) var time: String?
  private(set) var name: String?
  private(set) var isConfirmed: Bool?

  private static let longestName = 80

  /// What is to be asked for next.
  var missing: Missing? {
    guard let guests, time != nil else { return .table }
    guard name != nil else { return .name }
    return guests < BookTable.manyGuests || isConfirmed != nil ? nil : .confirmation(guests: guests)
  }

  /// Takes in one message of the user: data, or words that answer what was missing before.
  mutating func hear(_ message: Message) {
    let data = message.arguments
    guard data.isEmpty else { return hear(data) }
    switch missing {
    case .table:
      let wish = Wish(message.text)
      set(guests: wish.number(of: ["guests", "guest", "people", "persons"]))
      time = BookTable.times.first { message.text.contains($0) } ?? time
    case .name:
      let words = message.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if !words.isEmpty { name = String(words.prefix(Self.longestName)) }
    case .confirmation: isConfirmed = Wish(message.text).keywords.contains("yes")
    case nil: break
    }
  }

  private mutating func hear(_ data: JSONObject) {
    set(guests: data["guests"]?.int)
    if let time = data["time"]?.string, BookTable.times.contains(time) { self.time = time }
    if let name = data["name"]?.string, !name.isEmpty { self.name = String(name.prefix(Self.longestName)) }
    isConfirmed = data["confirm"]?.bool ?? isConfirmed
  }

  private mutating func set(guests: Int?) {
    if let guests, (1...BookTable.mostGuests).contains(guests) { self.guests = guests }
  }

  /// nil while something is missing, and if it was not meant after all.
  var sentence: String? {
    guard missing == nil, let guests, let time, let name, isConfirmed ?? true else { return nil }
    return "A table for \(guests) at \(time) is booked for \(name)."
  }

  var json: JSONObject {
    JSONObject(present: [
      "guests": guests.map { JSONValue($0) }, "time": time.map(JSONValue.string),
      "name": name.map(JSONValue.string),
    ])
  }
}
