import Glibc

/// A right that one process, and one task in it, has at a time; the end of the process gives it back as well.
package struct FileLock: ~Copyable, Sendable {
  private let descriptor: CInt

  /// Takes the lock, whose file is made where it is missing and stays.
  ///
  /// - Returns: nil while somebody else has it.
  package static func taking(_ path: String) throws(PrivateFile.Failure) -> FileLock? {
    let descriptor = try PrivateFile.opened(path, flags: O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      if code == EWOULDBLOCK { return nil }
      errno = code
      throw PrivateFile.Failure("can't lock", path)
    }
    return FileLock(descriptor: descriptor)
  }

  private init(descriptor: CInt) { self.descriptor = descriptor }

  /// Gives it back.
  package consuming func release() {}

  deinit { close(descriptor) }
}
