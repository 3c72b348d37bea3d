import Crypto
import Encodings
import HTTP
import Settings

/// What is kept of an agent is kept under this: the name that the user gave it, and where it is. The same address under
/// another name is another agent, with credentials of its own.
struct AgentKey: Sendable, Hashable {
  /// Stands for both; what is a secret in the address can't be read from it.
  let digest: String

  init(name: String? = nil, _ url: WebURL) {
    digest = SHA256.hash(data: Array("\(name ?? "")\u{0}\(url)".utf8)).hexadecimal
  }

  /// The file in `folder` that is this agent's.
  func path(in folder: String) -> String { "\(folder)/\(digest).json" }
}
