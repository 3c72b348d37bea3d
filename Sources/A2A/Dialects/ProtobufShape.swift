/// Where a protobuf message holds other messages, and where any number of values: as far as a census needs to know.
enum ProtobufShape: Sendable {
  /// A field that can hold much.
  enum Field: Sendable {
    /// There is one at the most; what comes again is merged.
    case one(ProtobufShape)
    /// There may be any number.
    case many(ProtobufShape)
  }

  /// Nothing that is known of; no field is looked at.
  case leaf
  case structure, member, value, list
  case answer(Version), update(Version), task(Version), page(Version)
  case status(Version), statusUpdate(Version), artifactUpdate(Version)
  case artifact(Version), message(Version), part(Version), data

  /// The versions of A2A, which number their fields differently.
  enum Version: Sendable { case v03, v10 }

  /// What the field with this number holds; nil when it is no more than a value.
  func field(_ number: UInt64) -> Field? {
    switch (self, number) {
    // google/protobuf/struct.proto
    case (.structure, 1): .many(.member)
    case (.member, 2): .one(.value)
    case (.value, 5): .one(.structure)
    case (.value, 6): .one(.list)
    case (.list, 1): .many(.value)
    // What agents answer with.
    case (.answer(let version), 1), (.update(let version), 1): .one(.task(version))
    case (.answer(let version), 2), (.update(let version), 2): .one(.message(version))
    case (.update(let version), 3): .one(.statusUpdate(version))
    case (.update(let version), 4): .one(.artifactUpdate(version))
    case (.page(let version), 1): .many(.task(version))
    case (.task(let version), 3), (.statusUpdate(let version), 3): .one(.status(version))
    case (.task(let version), 4): .many(.artifact(version))
    case (.task(let version), 5): .many(.message(version))
    case (.artifactUpdate(let version), 3): .one(.artifact(version))
    case (.status(let version), 2): .one(.message(version))
    case (.task, 6), (.artifactUpdate, 6), (.message, 6): .one(.structure)
    case (.statusUpdate(.v03), 5), (.statusUpdate(.v10), 4): .one(.structure)
    // What those are made of.
    case (.artifact(.v03), 5): .many(.part(.v03))
    case (.artifact(.v10), 4): .many(.part(.v10))
    case (.artifact(.v03), 6), (.artifact(.v10), 5): .one(.structure)
    case (.artifact(.v03), 7), (.artifact(.v10), 6): .many(.leaf)
    case (.message(let version), 5): .many(.part(version))
    case (.message, 7), (.message(.v10), 8): .many(.leaf)
    case (.part(.v03), 3): .one(.data)
    case (.part(.v10), 4): .one(.value)
    case (.part(.v03), 4), (.part(.v10), 5), (.data, 1): .one(.structure)
    default: nil
    }
  }
}
