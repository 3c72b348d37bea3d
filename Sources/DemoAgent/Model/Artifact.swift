/// Something a task produced (A2A 1.0 §4.1.7).
struct Artifact: Sendable, Equatable {
  var id: String
  var name: String
  var description: String?
  var parts: [Part]
}
