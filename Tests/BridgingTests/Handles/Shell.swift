import Glibc

/// A command line, for what only the system can do to a file.
enum Shell {
  struct Failure: Error { let status: CInt }

  static func run(_ command: String) throws {
    let status = unsafe system(command)
    guard status == 0 else { throw Failure(status: status) }
  }
}
