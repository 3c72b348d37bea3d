import Glibc

/// The folder of the user's whose files may be handed to an agent. Nothing outside is ever opened.
struct FileRoot: Sendable, Hashable {
  /// Absolute, or relative to the working directory.
  let path: String

  /// The most bytes of one file, and of all files of one call.
  static let maxFileBytes = 5 << 20
  static let maxCallBytes = 10 << 20
  /// The most bytes of a path.
  static let maxPathBytes = 4_096

  init(_ path: String) { self.path = path }

  /// A file that was read.
  struct File: Sendable, Hashable {
    let name: String
    let bytes: [UInt8]
  }

  /// Why a file is not handed out.
  enum Refusal: Error, Hashable {
    /// It lies, or may lie, somewhere else.
    case outside
    /// A link, which may lead anywhere.
    case link
    case notFound
    /// A folder, a pipe, a device.
    case notAFile
    case tooLarge(limit: Int)
    /// The system's words for any other reason.
    case failed(String)
  }

  /// Reads the file that `path` means: one below the folder, absolute or relative to it.
  ///
  /// Each folder on the way is opened by itself and never through a link, so nothing that changes meanwhile leads out.
  ///
  /// - Parameter limit: The most bytes that it may have.
  func file(_ path: String, limit: Int = maxFileBytes) throws(Refusal) -> File {
    let names = try names(path)
    guard let last = names.last else { throw .notAFile }
    var folder = try OpenFile(root: self.path)
    for name in names.dropLast() { folder = try folder.folder(name) }
    let bytes = try folder.file(last).bytes(limit: min(limit, Self.maxFileBytes))
    return File(name: last, bytes: bytes)
  }

  /// The names on the way from the folder to the file.
  private func names(_ path: String) throws(Refusal) -> [String] {
    guard path.utf8.count <= Self.maxPathBytes, !path.utf8.contains(0) else { throw .notFound }
    let names = Self.names(path)
    guard !names.contains("..") else { throw .outside }
    guard path.isAbsolute else { return names }
    for root in [self.path, Self.resolved(self.path)].compactMap(\.self) where root.isAbsolute {
      let own = Self.names(root)
      let isBelow = names.starts(with: own) { $0.utf8.elementsEqual($1.utf8) }
      if isBelow { return Array(names.dropFirst(own.count)) }
    }
    throw .outside
  }

  /// Split by bytes, as the system does: a mark behind a slash makes another character of it.
  private static func names(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
  }

  /// The path without links in it.
  private static func resolved(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}

extension String {
  /// True for a path that the system takes for an absolute one.
  var isAbsolute: Bool { utf8.first == UInt8(ascii: "/") }
}

/// A file or folder that is open, and closed when nobody needs it any more.
private final class OpenFile {
  private let descriptor: CInt

  private init(_ descriptor: CInt) throws(FileRoot.Refusal) {
    guard descriptor >= 0 else { throw FileRoot.Refusal(errno: errno) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The user's own folder, which a link may lead to.
  convenience init(root: String) throws(FileRoot.Refusal) {
    try self.init(unsafe open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
  }

  func folder(_ name: String) throws(FileRoot.Refusal) -> OpenFile {
    let kind = try kind(of: name)
    guard kind == S_IFDIR || kind == S_IFLNK else { throw .notFound }
    let folder = unsafe openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    // The system calls a link no folder.
    guard folder >= 0 || kind != S_IFLNK else { throw .link }
    return try OpenFile(folder)
  }

  /// A regular file: to open anything else may do something.
  func file(_ name: String) throws(FileRoot.Refusal) -> OpenFile {
    let kind = try kind(of: name)
    guard kind == S_IFREG || kind == S_IFLNK else { throw .notAFile }
    return try OpenFile(
      unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC))
  }

  /// What is there at the moment. What is opened then is looked at once more, and a link is not opened.
  private func kind(of name: String) throws(FileRoot.Refusal) -> mode_t {
    var info = stat()
    guard unsafe fstatat(descriptor, name, &info, AT_SYMLINK_NOFOLLOW) == 0 else {
      throw FileRoot.Refusal(errno: errno)
    }
    return info.st_mode & S_IFMT
  }

  func bytes(limit: Int) throws(FileRoot.Refusal) -> [UInt8] {
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { throw FileRoot.Refusal(errno: errno) }
    guard info.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    guard info.st_size <= limit else { throw .tooLarge(limit: limit) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(info.st_size))
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileRoot.Refusal(errno: errno) }
      bytes += buffer.prefix(count)
      // It may grow while it is read.
      guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
    }
  }
}

extension FileRoot.Refusal {
  fileprivate init(errno code: CInt) {
    self =
      switch code {
      case ENOENT, ENOTDIR, ENAMETOOLONG: .notFound
      case ELOOP: .link
      default: .failed(unsafe String(cString: strerror(code)))
      }
  }

  /// Why not, for the model that named the file; `root` is the folder.
  func words(_ root: FileRoot) -> String {
    let folder = JSONQuotes.around(root.path)
    return switch self {
    case .outside: "it is not in \(folder), the only folder that files may come from"
    case .link: "it is a symbolic link, or behind one, which may lead out of \(folder)"
    case .notFound: "there is no such file in \(folder)"
    case .notAFile: "it is no regular file"
    case .tooLarge(let limit): "it has more than \(limit) bytes, which is what may still be sent"
    case .failed(let reason): "it can't be read: \(reason)"
    }
  }
}
