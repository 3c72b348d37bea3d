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

  package init(bytes: [UInt8], permissions: UInt32) {
    self.bytes = bytes
    self.permissions = permissions
  }

  /// True when others than the owner can read it.
  var isReadableByOthers: Bool { permissions & 0o044 != 0 }
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
