private import Glibc

extension FileSource {
  /// The files of this machine. Only regular files are read, so nothing can make the bridge wait.
  package static let system = FileSource { (path, maximumBytes) throws(FileFailure) in
    // Without O_NONBLOCK, opening a named pipe waits for a writer.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw FileFailure(errno: errno) }
    defer { _ = close(descriptor) }
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { throw FileFailure(errno: errno) }
    guard info.st_mode & S_IFMT == S_IFREG else { throw FileFailure.notRegular }
    let bytes = try contents(of: descriptor, maximumBytes: maximumBytes)
    return FileContents(bytes: bytes, permissions: info.st_mode & 0o7777, owner: .init(of: info.st_uid))
  }

  /// The size is not taken from `fstat`: files of /proc say 0, and a file can grow while it is read.
  private static func contents(of descriptor: CInt, maximumBytes: Int) throws(FileFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileFailure(errno: errno)
      }
      bytes += buffer.prefix(count)
      if bytes.count > maximumBytes { throw .tooLarge(maximumBytes: maximumBytes) }
    }
  }
}

extension FileContents.Owner {
  fileprivate init(of user: uid_t) {
    self = user == geteuid() ? .user : user == 0 ? .root : .other
  }
}

extension FileFailure {
  fileprivate init(errno code: CInt) {
    self = code == ENOENT ? .notFound : .refused(unsafe String(cString: strerror(code)))
  }
}
