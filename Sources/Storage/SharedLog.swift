import Glibc

/// A file of lines that several processes add to, one at a time, and that is put aside when it is full: `log` becomes
/// `log.1`, that becomes `log.2`, and so on.
///
/// A second file, `log.lock`, says whose turn it is; it is never renamed, so nobody can hold the lock of a file that
/// has been put aside. To be used by one thread at a time.
package struct SharedLog: ~Copyable {
  package typealias Failure = PrivateFile.Failure

  /// How long others may keep the file.
  package static let lockAttempts = 400
  static let lockPause: useconds_t = 5_000

  package let path: String
  private let attempts: Int
  private var descriptor: CInt = -1
  /// How often a file was opened at the path: with another number it is another file.
  package private(set) var openings = 0

  /// - Parameter attempts: How often it is tried to take the turn, ``lockPause`` microseconds apart.
  package init(_ path: String, attempts: Int = lockAttempts) {
    self.path = path
    self.attempts = attempts
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Runs `body` while no other process adds anything. Only there the other functions may be called.
  package mutating func exclusively<Value>(
    _ body: (inout SharedLog) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let lock = try lock()
    let result: Result<Value, Failure>
    do throws(Failure) {
      try openCurrent()
      result = .success(try body(&self))
    } catch {
      result = .failure(error)
    }
    lock.release()
    return try result.get()
  }

  /// How long the present file is.
  package func size() throws(Failure) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Failure("can't look at", path) }
    return Int(status.st_size)
  }

  /// The last bytes of the present file, `count` at the most.
  package func tail(_ count: Int) throws(Failure) -> [UInt8] { try Self.tail(of: descriptor, count, path) }

  /// The last bytes of the file that was put aside last; none if there is none.
  package func tailBefore(_ count: Int) throws(Failure) -> [UInt8] {
    try Self.tail(ofFile: Self.name(path, 1), count)
  }

  /// The last bytes of the file at `path`; none if there is none.
  package static func tail(ofFile path: String, _ count: Int) throws(Failure) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      guard errno == ENOENT else { throw Failure("can't read", path) }
      return []
    }
    defer { close(descriptor) }
    return try tail(of: descriptor, count, path)
  }

  /// Adds `bytes`, all or none.
  package func append(_ bytes: [UInt8]) throws(Failure) {
    let size = try size()
    do throws(Failure) {
      try PrivateFile.write(bytes, to: descriptor, path)
    } catch {
      // Half a line would be worse than none.
      _ = ftruncate(descriptor, off_t(size))
      throw error
    }
  }

  /// Has what was added outlast a loss of power.
  package func sync() throws(Failure) {
    guard fsync(descriptor) == 0 else { throw Failure("can't write", path) }
  }

  /// Puts the present file aside and begins another.
  ///
  /// - Parameter kept: How many files there are then at the most, the new one included.
  package mutating func rotate(keeping kept: Int) throws(Failure) {
    try sync()
    for number in stride(from: kept - 1, to: 0, by: -1) {
      let from = number == 1 ? path : Self.name(path, number - 1)
      guard unsafe rename(from, Self.name(path, number)) == 0 || errno == ENOENT else {
        throw Failure("can't put aside", from)
      }
    }
    // More may have been kept before: an older one behind a gap would look as if some had been taken away.
    var number = kept
    while unsafe unlink(Self.name(path, number)) == 0 { number += 1 }
    try openCurrent()
  }

  /// How many files there are that were put aside.
  package var olderFiles: Int { SharedLogReading.aside(path).count }

  /// The file that was put aside as the `number`th from now.
  package static func name(_ path: String, _ number: Int) -> String { "\(path).\(number)" }

  private func lock() throws(Failure) -> FileLock {
    let lockPath = path + ".lock"
    for _ in 0..<attempts {
      if let lock = try FileLock.taking(lockPath) { return lock }
      usleep(Self.lockPause)
    }
    throw Failure("another process has held \(lockPath) for too long")
  }

  /// Opens the file that stands at the path now, if the open one is another.
  private mutating func openCurrent() throws(Failure) {
    var (current, opened) = (stat(), stat())
    if descriptor >= 0, unsafe lstat(path, &current) == 0, unsafe fstat(descriptor, &opened) == 0,
      current.st_ino == opened.st_ino, current.st_dev == opened.st_dev
    {
      return
    }
    if descriptor >= 0 { close(descriptor) }
    openings += 1
    descriptor = unsafe open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw Failure("can't open", path) }
    guard unsafe fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG else {
      return try giveUp("\(path) is no ordinary file")
    }
    // One that was there may be open to others.
    guard opened.st_mode & 0o077 == 0 || fchmod(descriptor, 0o600) == 0 else {
      return try giveUp("\(path) belongs to somebody else, and others may read or write it")
    }
  }

  private mutating func giveUp(_ reason: String) throws(Failure) {
    close(descriptor)
    descriptor = -1
    throw Failure(reason)
  }

  private static func tail(of descriptor: CInt, _ count: Int, _ path: String) throws(Failure) -> [UInt8] {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Failure("can't look at", path) }
    let start = max(0, Int(status.st_size) - count)
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) - start)
    var filled = 0
    while filled < bytes.count {
      let (offset, room) = (off_t(start + filled), bytes.count - filled)
      let read = unsafe bytes.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress.map { unsafe $0 + filled }, room, offset)
      }
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw Failure("can't read", path) }
      filled += read
    }
    return bytes
  }
}
