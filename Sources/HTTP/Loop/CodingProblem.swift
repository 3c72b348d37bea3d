/// What is wrong with the codings that a head names.
///
/// libcurl undoes all that it is told of, interim responses included, one coding upon the other, and says nothing
/// before the last of them gives out bytes: of a kilobyte in four layers it makes gigabytes, and everybody waits. So
/// there is one layer at the most, of the one kind that was asked for.
enum CodingProblem: Equatable {
  /// A transfer in anything else than chunks.
  case transfer
  /// Content in a coding that was not asked for.
  case unasked
  /// Content that is coded more than once.
  case repeated
  /// An interim response, which has no content.
  case interim

  /// - Returns: nil for a head without one.
  init?(_ head: HTTPResponse.Head, acceptsCompression: Bool) {
    let transfer = head.codings("transfer-encoding")
    let content = head.codings("content-encoding").filter { $0 != "identity" }
    if head.status < 200, !transfer.isEmpty || !content.isEmpty {
      self = .interim
    } else if !transfer.isEmpty, transfer != ["chunked"] {
      self = .transfer
    } else if content.count > 1 {
      self = .repeated
    } else if let coding = content.first, !acceptsCompression || !["gzip", "x-gzip"].contains(coding) {
      self = .unasked
    } else {
      return nil
    }
  }
}

extension CodingProblem: CustomStringConvertible {
  /// What it is, in a few words.
  var description: String {
    switch self {
    case .transfer: "Its transfer is coded in another way than in chunks"
    case .unasked: "Its content is coded in a way that was not asked for"
    case .repeated: "Its content is coded more than once"
    case .interim: "An interim response says how its content is coded"
    }
  }
}

extension HTTPResponse.Head {
  /// The codings that the fields called `name` list, in lower case.
  fileprivate func codings(_ name: String) -> [String] {
    fields.filter { $0.name.isEqualIgnoringCase(to: name) }.flatMap { field in
      field.value.lowercased().split { ", \t".contains($0) }.map(String.init)
    }
  }
}
