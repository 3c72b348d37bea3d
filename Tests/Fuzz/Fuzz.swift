import CFuzzer
import Glibc

/// Fuzzes one parser with libFuzzer: `Fuzz TARGET [libFuzzer's arguments]`; see Tests/Fuzz/run.
@main enum Fuzz {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 1, let target = Target(rawValue: arguments[1]) else {
      print("usage: Fuzz \(Target.allCases.map(\.rawValue).joined(separator: "|")) [arguments of libFuzzer]")
      exit(2)
    }
    run(target, [arguments[0]] + arguments.dropFirst(2))
  }

  /// Hands libFuzzer the arguments, which it may keep, and the target that it calls for ever.
  private static func run(_ target: Target, _ arguments: [String]) {
    unsafe chosen = target
    var count = CInt(arguments.count)
    let copies = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let list = unsafe UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: copies.count)
    unsafe list.initialize(from: copies, count: copies.count)
    var pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe list
    exit(unsafe LLVMFuzzerRunDriver(&count, &pointer, Self.take))
  }

  private static let take: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt = { data, size in
    unsafe chosen.take(Array(UnsafeRawBufferPointer(start: data, count: size)))
    return 0
  }

  /// Written once, before libFuzzer, which has one thread, begins.
  nonisolated(unsafe) private static var chosen = Target.json
}
