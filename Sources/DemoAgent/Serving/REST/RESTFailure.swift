internal import JSON

/// An error as HTTP+JSON tells it.
struct RESTFailure: Sendable, Equatable {
  let status: Int
  let body: JSONObject
}
