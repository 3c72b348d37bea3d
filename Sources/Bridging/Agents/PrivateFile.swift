import Glibc

/// Files that only the user may read, replaced as a whole so that no reader ever sees half of one.
enum PrivateFile {
  /// Why a file could not be written.
  struct Failure: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ doing: String, _ path: String) {
      let code = errno
      description = "\(doing) \(path): \(unsafe String(cString: strerror(code)))"
    }
  }

  /// Replaces the file, making the folders above it. Several processes may do so at once: the last one wins.
  static func replace(_ path: String, with bytes: [UInt8]) throws(Failure) {
    try makeFolder(above: path)
    let draft = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max))"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure("can't create", draft) }
    do throws(Failure) {
      defer { close(descriptor) }
      try write(bytes, to: descriptor, draft)
    } catch {
      unsafe unlink(draft)
      throw error
    }
    guard unsafe rename(draft, path) == 0 else {
      let failure = Failure("can't replace", path)
      unsafe unlink(draft)
      throw failure
    }
  }

  /// Removes the file, if it is there and may be removed.
  static func remove(_ path: String) { _ = unsafe unlink(path) }

  private static func write(_ bytes: [UInt8], to descriptor: CInt, _ path: String) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure("can't write", path) }
      rest = rest.dropFirst(count)
    }
  }

  private static func makeFolder(above path: String) throws(Failure) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let folder = String(path[..<slash])
    if unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw Failure("can't make", folder) }
    try makeFolder(above: folder)
    guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Failure("can't make", folder) }
  }
}
