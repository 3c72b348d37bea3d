/// Where settings read files from: the system's, or a table of a test's.
package struct FileSource: Sendable {
  /// Reads all of the file at a path, if it has at most so many bytes.
  package let read: @Sendable (_ path: String, _ maximumBytes: Int) throws(FileFailure) -> FileContents

  package init(
    read: @escaping @Sendable (_ path: String, _ maximumBytes: Int) throws(FileFailure) -> FileContents
  ) {
    self.read = read
  }
}

/// A file that was read.
package struct FileContents: Sendable, Hashable {
  package let bytes: [UInt8]
  /// The permission bits: `0o600`.
  package let permissions: UInt32
  package let owner: Owner

  /// Whose a file is.
  package enum Owner: Sendable, Hashable {
    /// The user's, as whom the bridge runs.
    case user
    /// The system's.
    case root
    case other
  }

  package init(bytes: [UInt8], permissions: UInt32, owner: Owner) {
    self.bytes = bytes
    self.permissions = permissions
    self.owner = owner
  }

  /// Why others than the user and the system can change it, with the fix; nil when they can't.
  var foreignHands: String? {
    if owner == .other { return "belongs to another user; make it your own" }
    return permissions & 0o022 == 0 ? nil : "can be changed by others \(remedy)"
  }

  /// The same of who can change or read it.
  var foreignEyes: String? {
    foreignHands ?? (permissions & 0o044 == 0 ? nil : "can be read by others \(remedy)")
  }

  private var remedy: String { "(mode \(String(permissions & 0o777, radix: 8))); chmod 600 it" }
}

/// Why a file could not be read.
package enum FileFailure: Error, Equatable, Sendable {
  case notFound
  /// A directory, a pipe, a device.
  case notRegular
  case tooLarge(maximumBytes: Int)
  /// The system's words for any other reason.
  case refused(String)
}

extension FileFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notFound: "there is no such file"
    case .notRegular: "it is not a regular file"
    case .tooLarge(let maximumBytes): "it is larger than \(maximumBytes / 1_024) KiB"
    case .refused(let reason): reason
    }
  }
}
