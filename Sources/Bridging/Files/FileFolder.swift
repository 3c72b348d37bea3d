import Crypto
import Encodings
import FoundationEssentials
import Glibc
import Storage

/// The folder of the user's in which the files of results are saved. Nothing that is there is ever overwritten.
struct FileFolder: Sendable, Hashable {
  /// Absolute.
  let path: String

  /// The most bytes of one file, and the most files of one result.
  static let maxFileBytes = 64 << 20
  static let maxFiles = 50
  /// How many digits of its digest tell a file from another of its name.
  private static let markLength = 12

  /// - Parameter path: Relative ones belong to the working directory.
  init(_ path: String) {
    self.path = path.isAbsolute ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
  }

  /// Why a file was not saved.
  struct Failure: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    init(_ doing: String, errno code: CInt) {
      description = "\(doing): \(unsafe String(cString: strerror(code)))"
    }
  }

  /// Saves a file that only the user may read, under its name or, where another has that, one with a part of its
  /// digest. One that is there already with the same content is the same file.
  ///
  /// - Returns: The path of the file.
  func save(_ bytes: [UInt8], as name: SafeFileName) throws(Failure) -> String {
    guard bytes.count <= Self.maxFileBytes else {
      throw Failure("it has more than \(Self.maxFileBytes) bytes")
    }
    let folder = try opened()
    defer { close(folder) }
    if try isThere("\(name)", in: folder, bytes) { return "\(path)/\(name)" }
    let other = name.marked(String(SHA256.hash(data: bytes).hexadecimal.prefix(Self.markLength)))
    guard try isThere(other, in: folder, bytes) else { throw Failure("\(name) and \(other) are other files") }
    return "\(path)/\(other)"
  }

  /// - Returns: False when something else has this name.
  private func isThere(_ name: String, in folder: CInt, _ bytes: [UInt8]) throws(Failure) -> Bool {
    try create(name, in: folder, bytes) || Self.holds(bytes, name, in: folder)
  }

  private func opened() throws(Failure) -> CInt {
    do throws(PrivateFile.Failure) {
      try PrivateFile.makeFolder(path)
    } catch {
      throw Failure(error.description)
    }
    let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw Failure("can't open \(path)", errno: errno) }
    return folder
  }

  /// - Returns: False when something is there under this name, be it a link to nowhere.
  private func create(_ name: String, in folder: CInt, _ bytes: [UInt8]) throws(Failure) -> Bool {
    let file = unsafe openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      if errno == EEXIST || errno == ELOOP { return false }
      throw Failure("can't create \(name)", errno: errno)
    }
    defer { close(file) }
    do throws(PrivateFile.Failure) {
      try PrivateFile.write(bytes, to: file, name)
    } catch {
      unsafe unlinkat(folder, name, 0)
      throw Failure(error.description)
    }
    return true
  }

  /// Whether the regular file of this name has exactly this content.
  private static func holds(_ bytes: [UInt8], _ name: String, in folder: CInt) -> Bool {
    let file = unsafe openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var info = stat()
    guard unsafe fstat(file, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size == bytes.count else {
      return false
    }
    var rest = bytes[...]
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while !rest.isEmpty {
      let count = unsafe read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0, rest.starts(with: buffer.prefix(count)) else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
