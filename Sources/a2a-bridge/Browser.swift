import Auth
import HTTP
import Telemetry

/// The user's own browser.
enum Browser {
  /// The variables that it takes to find the user's screen, and nothing else: others may hold secrets.
  private static let variables: Set<String> = [
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION", "BROWSER", "WSL_DISTRO_NAME", "WSL_INTEROP",
  ]

  /// Has the desktop open a page, if there is one. The URL is the program's only argument: the server has chosen most
  /// of it.
  static func open(_ page: WebURL) {
    guard page.scheme == "https" || page.isLoopback,
      let program = ProgramPath.find("xdg-open", in: Environment.current["PATH"])
    else { return }
    let environment = Environment.current.filter { name, _ in
      variables.contains(name)
        || (name.hasPrefix("XDG_") || name.hasPrefix("LC_")) && !Redaction.isSensitive(name: name)
    }
    // Whether it starts or not: the page is on the terminal as well.
    _ = try? ProgramStart.start(program, ["xdg-open", page.description], environment)
  }
}
