import CCurl
import Glibc

/// What a crash leaves behind: a line that says where, and no memory of the process.
///
/// Swift's own crash report shows the registers and the memory they point to, and a core file holds all of it: tokens,
/// keys and what agents were told. Whoever looks for a defect sets `SWIFT_BACKTRACE` and gets Swift's report.
enum CrashOutput {
  /// The variable by which Swift's crash report is asked for (swift/docs/Backtracing.rst).
  private static let variable = "SWIFT_BACKTRACE"
  /// The signals that Swift's runtime catches to report a crash.
  private static let signals = [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]

  /// To be called before anything secret is read.
  static func withholdMemory(_ environment: [String: String]) {
    guard environment[variable] == nil else { return }
    for number in signals { signal(number, SIG_DFL) }
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    // Can only fail for limits that do not exist.
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    // Nor do other processes of the user look into this one.
    bridge_forbid_dump()
  }
}
