import Glibc

/// Wakes a thread that sleeps in `poll`. It stays rung until it is reset, however often it rings.
struct Alarm: Sendable {
  /// Becomes readable when the alarm rings.
  let descriptor: Descriptor
  private let ringer: Descriptor

  /// nil if the system has no descriptors left to give.
  init?() {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = Descriptor(ends[0])
    ringer = Descriptor(ends[1])
  }

  /// A full pipe means that it rings already.
  func ring() { _ = ringer.write([1]) }

  func reset() {
    var buffer = [UInt8](repeating: 0, count: 64)
    while descriptor.read(into: &buffer) == .read(buffer.count) {}
  }
}
