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

  /// Why there is no secret. Neither the program's arguments nor what it has printed is part of it.
  struct Failure: Error, Equatable, CustomStringConvertible {
    enum Cause: Equatable {
      case notFound
      case notStarted(String)
      case lost
      case tooSlow(Duration)
      case tooMuch(Int)
      case status(Int)
      case signal(Int)
      case notText
      case empty
    }

    let program: String
    let cause: Cause
    /// What the program itself has complained about, on one line, without what it should not have repeated.
    var complaint = ""
  }

  private let command: SecretCommand
  private let environment: [String: String]
  private let limits: Limits
  private let redaction: Redaction

  /// - Parameters:
  ///   - environment: All the variables that the program has.
  ///   - redaction: Knows what no complaint may repeat, beside the program's arguments and what it has printed.
  init(
    _ command: SecretCommand, environment: [String: String], limits: Limits = Limits(), redaction: Redaction
  ) {
    self.command = command
    self.environment = environment
    self.limits = limits
    self.redaction = redaction
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
      case .lost: throw failure(.lost)
      case .tooSlow: throw failure(.tooSlow(limits.duration))
      case .tooMuch: throw failure(.tooMuch(limits.outputBytes))
      }
    }
    return try secret(printedBy: end)
  }

  private func secret(printedBy end: ChildProcess.End) throws(Failure) -> Secret {
    switch end.reason {
    case .status(0): break
    case .status(let status): throw failure(.status(status), end)
    case .signal(let signal): throw failure(.signal(signal), end)
    }
    guard end.output.count <= limits.outputBytes else { throw failure(.tooMuch(limits.outputBytes)) }
    var output = end.output[...]
    if output.last == UInt8(ascii: "\n") { output.removeLast() }
    if output.last == UInt8(ascii: "\r") { output.removeLast() }
    guard !output.isEmpty else { throw failure(.empty, end) }
    guard let text = String(validating: output, as: UTF8.self) else { throw failure(.notText) }
    return Secret(text)
  }

  private func failure(_ cause: Failure.Cause, _ end: ChildProcess.End? = nil) -> Failure {
    let words = end.map {
      redaction.redacting(own($0).redacting(String(decoding: $0.complaint, as: UTF8.self)))
    }
    return Failure(
      program: command.arguments.first ?? "", cause: cause,
      complaint: (words ?? "").split { $0.isWhitespace }.joined(separator: " "))
  }

  /// What programs repeat: `unrecognized option '--x'`, or what they have printed.
  private func own(_ end: ChildProcess.End) -> Redaction {
    let own = Redaction()
    let printed = String(decoding: end.output, as: UTF8.self).split(whereSeparator: \.isNewline)
    for argument in command.arguments.dropFirst() {
      own.register(Secret(argument))
      // An option with its value: `--token=x`.
      if let equals = argument.firstIndex(of: "=") {
        own.register(Secret(String(argument[argument.index(after: equals)...])))
      }
    }
    for line in printed.prefix(Redaction.capacity) { own.register(Secret(String(line))) }
    return own
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
    case .lost: "has ended, and nobody knows how"
    case .tooSlow(let limit): "did not end within \(limit.components.seconds) s"
    case .tooMuch(let limit): "printed more than \(limit) bytes"
    case .status(let status): "ended with status \(status)"
    case .signal(let signal): "was ended by signal \(signal)"
    case .notText: "printed something that is not text"
    case .empty: "printed nothing"
    }
  }
}
