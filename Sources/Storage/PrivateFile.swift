import Glibc

/// Files that only the user may read, replaced as a whole so that no reader ever sees half of one.
package enum PrivateFile {
  /// Why a file could not be written.
  package struct Failure: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ doing: String, _ path: String) {
      let code = errno
      description = "\(doing) \(path): \(unsafe String(cString: strerror(code)))"
    }

    /// What is wrong with a file that could be opened.
    package init(_ description: String) { self.description = description }
  }

  /// Replaces the file, making the folders above it. Several processes may do so at once: the last one wins.
  ///
  /// - Parameter isForGood: Whether it has to outlast a loss of power: nobody could write it again.
  package static func replace(
    _ path: String, with bytes: [UInt8], isForGood: Bool = false
  ) throws(Failure) {
    let draft = try draft(of: path, with: bytes, isForGood: isForGood)
    guard unsafe rename(draft, path) == 0 else {
      let failure = Failure("can't replace", path)
      unsafe unlink(draft)
      throw failure
    }
    if isForGood { try syncFolder(of: path) }
  }

  /// Makes the file unless there is one. Of several processes that do so at once one succeeds, and nobody ever sees an
  /// unfinished file.
  ///
  /// - Returns: False when there is one already.
  package static func create(_ path: String, with bytes: [UInt8]) throws(Failure) -> Bool {
    let draft = try draft(of: path, with: bytes, isForGood: true)
    defer { unsafe unlink(draft) }
    if unsafe link(draft, path) != 0 {
      guard errno == EEXIST else { throw Failure("can't create", path) }
      return false
    }
    try syncFolder(of: path)
    return true
  }

  /// Leaves an empty file as a mark.
  ///
  /// - Returns: False when somebody has left it before.
  package static func mark(_ path: String) throws(Failure) -> Bool {
    try makeFolder(above: path)
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
      return true
    }
    guard errno == EEXIST else { throw Failure("can't create", path) }
    return false
  }

  /// The names of what is in a folder; none if it can't be read.
  package static func names(in folder: String) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      names.append(
        unsafe withUnsafePointer(to: &entry.pointee.d_name) {
          unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        })
    }
    return names.filter { $0 != "." && $0 != ".." }
  }

  /// Removes the file, if it is there.
  package static func remove(_ path: String) throws(Failure) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw Failure("can't remove", path) }
  }

  /// Has the name of a file outlast a loss of power, as its bytes do.
  private static func syncFolder(of path: String) throws(Failure) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure("can't open", folder) }
    defer { close(descriptor) }
    // Some file systems have no such thing for folders.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw Failure("can't write", folder) }
  }

  /// A finished file beside the one that it is to become.
  ///
  /// - Parameter isForGood: Whether its bytes have to outlast a loss of power: nobody would write them again.
  private static func draft(
    of path: String, with bytes: [UInt8], isForGood: Bool = false
  ) throws(Failure) -> String {
    try makeFolder(above: path)
    let draft = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max))"
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure("can't create", draft) }
    do throws(Failure) {
      defer { close(descriptor) }
      try write(bytes, to: descriptor, draft)
      guard !isForGood || fsync(descriptor) == 0 else { throw Failure("can't write", draft) }
    } catch {
      unsafe unlink(draft)
      throw error
    }
    return draft
  }

  /// Writes all of `bytes`; `path` is for the words of the failure.
  package static func write(_ bytes: [UInt8], to descriptor: CInt, _ path: String) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Failure("can't write", path) }
      rest = rest.dropFirst(count)
    }
  }

  /// A descriptor of the file, with the folders above it made.
  static func opened(_ path: String, flags: CInt) throws(Failure) -> CInt {
    try makeFolder(above: path)
    let descriptor = unsafe open(path, flags, 0o600)
    guard descriptor >= 0 else { throw Failure("can't open", path) }
    return descriptor
  }

  static func makeFolder(above path: String) throws(Failure) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    try makeFolder(String(path[..<slash]))
  }

  /// Makes the folder and those above it where they are missing, for the user alone.
  package static func makeFolder(_ folder: String) throws(Failure) {
    if unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT else { throw Failure("can't make", folder) }
    try makeFolder(above: folder)
    guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Failure("can't make", folder) }
  }
}
