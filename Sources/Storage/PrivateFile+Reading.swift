import Glibc

extension PrivateFile {
  /// Why a file that should be private is not read.
  package enum Unreadable: Error, Hashable, CustomStringConvertible {
    /// The system's words.
    case failed(String)
    /// It is not a plain file: a link, a folder, …
    case noFile(String)
    /// It belongs to somebody else.
    case foreign(String)
    /// Others may read or write it.
    case open(String, mode: UInt32)
    case tooLarge(String, limit: Int)

    package var description: String {
      switch self {
      case .failed(let words): words
      case .noFile(let path): "\(path) is not a plain file"
      case .foreign(let path): "\(path) belongs to another user"
      case .open(let path, let mode):
        "others may read or change \(path) (mode 0\(String(mode, radix: 8))); if nobody did, \"chmod 600\" it"
      case .tooLarge(let path, let limit): "\(path) is larger than \(limit) bytes"
      }
    }
  }

  /// The content of a file that nobody else can have read or written.
  ///
  /// - Returns: nil where there is none.
  package static func read(_ path: String, limit: Int) throws(Unreadable) -> [UInt8]? {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT { return nil }
      if code == ELOOP { throw .noFile(path) }
      throw .failed("can't read \(path): \(unsafe String(cString: strerror(code)))")
    }
    defer { close(descriptor) }
    try check(descriptor, path)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw .failed("can't read \(path): \(unsafe String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += chunk.prefix(count)
      guard bytes.count <= limit else { throw .tooLarge(path, limit: limit) }
    }
  }

  private static func check(_ descriptor: CInt, _ path: String) throws(Unreadable) {
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else {
      throw .failed("can't read \(path): \(unsafe String(cString: strerror(errno)))")
    }
    guard info.st_mode & S_IFMT == S_IFREG else { throw .noFile(path) }
    guard info.st_uid == geteuid() else { throw .foreign(path) }
    guard info.st_mode & 0o077 == 0 else { throw .open(path, mode: info.st_mode & 0o777) }
  }
}
