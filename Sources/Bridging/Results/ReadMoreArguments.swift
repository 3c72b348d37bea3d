import JSON

/// The arguments of `a2a_read_more`.
struct ReadMoreArguments: Hashable {
  var agent: String
  var taskID: String
  /// Where the text goes on.
  var offset: Int

  init(_ arguments: JSONObject) throws(InvalidArguments) {
    let reader = try ArgumentReader(
      arguments, known: [.agent, .taskID, .offset], otherwise: "leave it out")
    agent = try reader.text(.agent, needed: "name the agent, as the result did that was cut")
    taskID = try reader.text(.taskID, needed: "name the task, as the result did that was cut")
    offset = try reader.count(.offset) ?? 0
  }
}
