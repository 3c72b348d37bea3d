import JSON
import JSONRPC

/// The params of `prompts/get`, the same in both eras.
struct GetPromptParams: Equatable {
  let name: String
  let arguments: [String: String]

  init(_ params: JSONObject) throws(RPCError) {
    let fields = JSONFields(params)
    do throws(JSONMismatch) {
      name = try fields.required("name")
      arguments = try fields.words("arguments")
    } catch {
      throw .malformedParams(error)
    }
  }
}
