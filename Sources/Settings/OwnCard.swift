package import JSON
private import Telemetry

/// A card that the user has of an agent, so that the agent is not asked for one.
package struct OwnCard: Sendable, Hashable {
  /// The card itself, unread.
  package let document: JSONValue
  /// The file that it is from; nil for one that stands in the configuration.
  package let file: String?

  /// The most bytes of a card.
  package static let maximumBytes = 1 << 20

  package init(document: JSONValue, file: String? = nil) {
    self.document = document
    self.file = file
  }

  /// Reads the card in the file at `path` anew.
  ///
  /// - Throws: ``Failure`` with the file's name and what is wrong with it.
  package init(file path: String, files: FileSource = .system) throws(Failure) {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try files.read(path, Self.maximumBytes).bytes
    } catch {
      throw Failure(path, "\(error)")
    }
    do throws(JSONSyntaxError) {
      document = try JSONValue(parsing: bytes)
    } catch {
      let place = JSONLocation.of(offset: error.offset, in: bytes)
      throw Failure(path, "line \(place.line): \(error.reason)")
    }
    guard document.object != nil else { throw Failure(path, "it holds \(document.kind), not a card") }
    file = path
  }

  /// Why a file brings no card.
  package struct Failure: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ path: String, _ reason: String) {
      description = "cannot read the card \(EscapedText.quoting(path, limit: 500)): \(reason)"
    }
  }
}
