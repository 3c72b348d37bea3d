internal import JSON

extension Skill {
  static let bigReport = Skill(
    id: "big_report",
    name: "Big report",
    description: """
      Writes a text of the wanted size, 1 MiB unless told otherwise and 64 MiB at most. Takes a size in words, or \
      data with `bytes` (a number, or a text such as "2 MiB") and `chunkBytes` for delivery in chunks.
      """,
    tags: ["test", "benchmark", "large"],
    examples: ["big_report of 2 MiB"],
    behaviour: .task(BigReport.run))
}

/// A skill whose answer is as long as asked for, for measuring memory and for limits.
enum BigReport {
  static let usual = 1 << 20
  static let longest = 64 << 20
  /// Chunks of one report; smaller ones are made longer.
  static let chunkLimit = 4_096

  static func run(_ turn: Turn) async throws {
    guard let message = turn.message, let size = size(in: message), (1...longest).contains(size) else {
      return try turn.reject("A report has 1 byte to \(longest >> 20) MiB.")
    }
    let wanted = message.arguments["chunkBytes"]?.int ?? size
    let chunkSize = max(min(wanted, size), (size + chunkLimit - 1) / chunkLimit)
    for start in stride(from: 0, to: size, by: chunkSize) {
      let end = min(start + chunkSize, size)
      let chunk = Artifact(
        id: "report", name: "report.txt", parts: [Part(.text(text(start..<end)), mediaType: "text/plain")])
      try turn.deliver(chunk: chunk, appends: start > 0, isLast: end == size)
      try await turn.pause()
    }
    try turn.complete("A report of \(size) bytes.")
  }

  static func size(in message: Message) -> Int? {
    guard let bytes = message.arguments["bytes"] else {
      return ByteCount(in: Wish(message.text))?.bytes ?? usual
    }
    return bytes.int ?? bytes.string.flatMap { ByteCount($0)?.bytes }
  }

  /// A stretch of an endless text whose lines have 64 bytes and tell their offset.
  static func text(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count + 128)
    for line in range.lowerBound / 64...max(range.upperBound - 1, range.lowerBound) / 64 {
      let number = String(line * 64)
      bytes.append(contentsOf: "Offset ".utf8)
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 8 - number.utf8.count))
      bytes.append(contentsOf: number.utf8)
      bytes.append(contentsOf: " of a report which says nothing at great length.\n".utf8)
    }
    let start = range.lowerBound % 64
    return String(decoding: bytes[start..<start + range.count], as: UTF8.self)
  }
}
