import JSON
import JSONRPC

extension CompletedArgument {
  /// The params of `completion/complete`, the same in both eras but for `context`, which came with 2025-06-18.
  init(params: JSONObject) throws(RPCError) {
    let fields = JSONFields(params)
    do throws(JSONMismatch) {
      let argument = try fields.fields("argument")
      let context = fields["context"] == nil ? nil : try fields.fields("context")
      self.init(
        try Reference(fields.fields("ref")), name: try argument.required("name"),
        value: try argument.required("value"), others: try context?.words("arguments") ?? [:])
    } catch {
      throw .malformedParams(error)
    }
  }
}

extension CompletedArgument.Reference {
  fileprivate init(_ fields: JSONFields) throws(JSONMismatch) {
    let type: String = try fields.required("type")
    switch type {
    case "ref/prompt": self = .prompt(try fields.required("name"))
    case "ref/resource": self = .resource(try fields.required("uri"))
    default: throw fields.mismatch("type", expected: #""ref/prompt" or "ref/resource""#)
    }
  }
}
