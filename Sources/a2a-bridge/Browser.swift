import CSpawn
import Glibc
import HTTP

/// The user's own browser.
enum Browser {
  /// The variables that it takes to find the user's screen, and nothing else: others may hold secrets.
  private static let variables: Set<String> = [
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION", "BROWSER", "WSL_DISTRO_NAME", "WSL_INTEROP",
  ]

  /// Has the desktop open a page, if there is one. The program is started as it is, never by a shell, and the URL is its
  /// only argument: the server has chosen most of it.
  static func open(_ page: WebURL) {
    guard page.scheme == "https" || page.isLoopback else { return }
    let environment = Environment.current.filter {
      variables.contains($0.key) || $0.key.hasPrefix("XDG_") || $0.key.hasPrefix("LC_")
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
    }
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // This program ignores SIGPIPE, and no other should for that.
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    let arguments = ["xdg-open", page.description]
    let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let pairs = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    defer { for index in unsafe pairs.indices { unsafe free(pairs[index]) } }
    var process = pid_t()
    // Whether there is such a program or not: the page is on the terminal as well.
    _ = unsafe posix_spawnp(&process, "xdg-open", &actions, &attributes, words, pairs)
  }
}
