import Telemetry

/// Runs a program that prints a secret, and reads it.
struct SecretProgram: Sendable {
  /// How much of a program is waited for.
  struct Limits: Sendable {
    /// How long it may take; then it and those it has started are killed.
    var duration = Duration.seconds(10)
    /// How many bytes it may print.
    var outputBytes = 64 << 10
    /// How many bytes of what it complains about are kept; the rest is dropped.
    var complaintBytes = 4 << 10
  }

  /// Why there is no secret. Neither the program's arguments nor what it has printed is ever part of it.
  struct Failure: Error, Equatable, CustomStringConvertible {
    enum Cause: Equatable {
      case notFound
      case notStarted(String)
      case tooSlow(Duration)
      case tooMuch(Int)
      case status(Int)
      case signal(Int)
      case notText
      case empty
    }

    let program: String
    let cause: Cause
    /// What the program itself has complained about, on one line.
    var complaint = ""
  }

  private let command: SecretCommand
  private let environment: [String: String]
  private let limits: Limits

  /// - Parameter environment: All the variables that the program has.
  init(_ command: SecretCommand, environment: [String: String], limits: Limits = Limits()) {
    self.command = command
    self.environment = environment
    self.limits = limits
  }

  /// Blocks until the program has ended, or its time has.
  func run() throws(Failure) -> Secret {
    guard let program = command.arguments.first,
      let path = ProgramPath.find(program, in: environment["PATH"])
    else { throw failure(.notFound) }
    let end: ChildProcess.End
    do throws(ChildProcess.Problem) {
      end = try ChildProcess.run(
        path, command.arguments, environment, for: limits.duration, output: limits.outputBytes,
        complaint: limits.complaintBytes)
    } catch {
      switch error {
      case .notStarted(let reason): throw failure(.notStarted(reason))
      case .tooSlow: throw failure(.tooSlow(limits.duration))
      case .tooMuch: throw failure(.tooMuch(limits.outputBytes))
      }
    }
    return try secret(printedBy: end)
  }

  private func secret(printedBy end: ChildProcess.End) throws(Failure) -> Secret {
    switch end.reason {
    case .status(0): break
    case .status(let status): throw failure(.status(status), end.complaint)
    case .signal(let signal): throw failure(.signal(signal), end.complaint)
    }
    guard end.output.count <= limits.outputBytes else { throw failure(.tooMuch(limits.outputBytes)) }
    var output = end.output[...]
    if output.last == UInt8(ascii: "\n") { output.removeLast() }
    if output.last == UInt8(ascii: "\r") { output.removeLast() }
    guard !output.isEmpty else { throw failure(.empty, end.complaint) }
    guard let text = String(validating: output, as: UTF8.self) else { throw failure(.notText) }
    return Secret(text)
  }

  private func failure(_ cause: Failure.Cause, _ complaint: [UInt8] = []) -> Failure {
    let words = String(decoding: complaint, as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
    return Failure(program: command.arguments.first ?? "", cause: cause, complaint: words)
  }
}

extension SecretProgram.Failure {
  /// How much of a complaint is shown.
  static let complaintLimit = 300

  var description: String {
    let complained =
      complaint.isEmpty ? "" : ", and says \(EscapedText.quoting(complaint, limit: Self.complaintLimit))"
    return
      "the program \(EscapedText.quoting(program, limit: 100)), which prints the credential, \(what)\(complained)"
  }

  private var what: String {
    switch cause {
    case .notFound: "is not found: it must be an absolute path or in a folder of PATH, and executable"
    case .notStarted(let reason): "can't be started: \(reason)"
    case .tooSlow(let limit): "did not end within \(limit.components.seconds) s"
    case .tooMuch(let limit): "printed more than \(limit) bytes"
    case .status(let status): "ended with status \(status)"
    case .signal(let signal): "was ended by signal \(signal)"
    case .notText: "printed something that is not text"
    case .empty: "printed nothing"
    }
  }
}
