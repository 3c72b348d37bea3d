import Crypto
import Encodings
import HTTP
import Settings

/// What is kept of an agent is kept under this: the name that the user gave it, and where it is. The same address under
/// another name is another agent, with credentials of its own.
struct AgentKey: Sendable, Hashable {
  let text: String

  init(name: String? = nil, _ url: WebURL) { text = "\(name ?? "")\u{0}\(url)" }

  /// The file in `folder` that is this agent's.
  func path(in folder: String) -> String {
    "\(folder)/\(SHA256.hash(data: Array(text.utf8)).hexadecimal).json"
  }
}
