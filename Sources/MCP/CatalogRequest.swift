import JSON
import JSONRPC

/// What clients of both eras ask alike, beside calling tools.
enum CatalogRequest: Equatable {
  case list(Listing, ListParams)
  case read(uri: String)
  case prompt(GetPromptParams)
  case complete(CompletedArgument)

  /// nil for any other method.
  ///
  /// - Throws: `invalidParams` for params that are not what the method wants.
  init?(method: String, params: JSONObject) throws(RPCError) {
    switch method {
    case "resources/read": self = .read(uri: try ResourceParams(params).uri)
    case "prompts/get": self = .prompt(try GetPromptParams(params))
    case "completion/complete": self = .complete(try CompletedArgument(params: params))
    default:
      guard let listing = Listing(method: method) else { return nil }
      self = .list(listing, try ListParams(params))
    }
  }
}
