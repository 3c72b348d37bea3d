import Crypto
import Encodings
import JSON
import Settings

extension AgentSnapshot {
  /// Stands for where the user has said that the agent is: its name may be another one's in the next process.
  var fingerprint: String {
    let place = settings.url ?? settings.card?.file ?? ArgumentDigest.canonical(document).text
    return String(SHA256.hash(data: Array(place.utf8)).hexadecimal.prefix(16))
  }
}
