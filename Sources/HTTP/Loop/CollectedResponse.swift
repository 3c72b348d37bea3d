/// A response that has arrived whole.
struct CollectedResponse: Sendable {
  var head: HTTPResponse.Head
  var body: [UInt8]
}
