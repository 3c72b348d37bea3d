import ArgumentParser
import Bridging
import JSON
import Settings

/// `a2a-bridge audit`: what there is to be done with the file in which calls are written down.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Look after the file in which calls are written down.",
    subcommands: [AuditVerifyCommand.self])
}

/// `a2a-bridge audit verify`: is the file as it was written.
struct AuditVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that no line of the audit file was altered, removed, moved or repeated.",
    discussion: """
      Each line holds the hash of the line before it, so the first place is found where something was changed: in the \
      file and in those put aside before it (FILE.1, FILE.2, …). Lines cut off at the end leave no trace. Against that, \
      note the last hash elsewhere, and give it with --expect the next time. Whoever may write the file can also write \
      all of it anew; only a noted hash shows that.
      """)

  @Argument(help: "The file; without it the one that bridge.json names.")
  var file: String?

  @Option(help: ArgumentHelp("The hash of a line that was there the last time.", valueName: "hash"))
  var expect: String?

  @Flag(help: "Print what was found as JSON.")
  var json = false

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    let file = try file ?? configuredFile()
    let verification: AuditVerification
    do throws(AuditVerification.Unreadable) {
      verification = try AuditVerification(of: file, expecting: expect?.lowercased())
    } catch {
      throw CommandFailure(.failed, "Nothing could be checked: \(error)")
    }
    if json {
      Console.print(JSONValue.object(verification.json))
    } else {
      for line in verification.text { Console.print(line) }
    }
    guard verification.isIntact else {
      throw CommandFailure(.failed, "The audit file is not as it was written.")
    }
  }

  private func configuredFile() throws(CommandFailure) -> String {
    guard let audit = try shared.load(urls: [], logsFindings: false).settings.audit else {
      throw CommandFailure(
        .usage, "Which file? Name one, or set \"audit\": {\"file\": …} in bridge.json.")
    }
    return audit.file
  }
}
