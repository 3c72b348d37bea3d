internal import JSON

extension Skill {
  static let chart = Skill(
    id: "chart",
    name: "Chart",
    description: """
      Draws up to \(Chart.longest) numbers as a bar chart: a PNG in the answer, and the URL of one. Takes a \
      sentence with numbers, or data with `values`.
      """,
    tags: ["chart", "image", "files"],
    examples: ["chart 3 1 4 1 5 9 2 6"],
    outputModes: ["image/png"],
    keywords: ["chart", "graph", "plot", "diagram"],
    behaviour: .task(Chart.run))
}

/// A skill that answers with files: one by value and one by reference.
enum Chart {
  static let longest = 16
  /// The picture behind the URL, which the agent serves itself.
  static let example = [3, 1, 4, 1, 5, 9, 2, 6]

  static func run(_ turn: Turn) async throws {
    let message = turn.message
    let listed = message?.arguments["values"]?.array?.compactMap(\.int)
    let values = listed ?? Wish(message?.text ?? "").words.compactMap { Int($0) }
    try turn.report("Drawing …")
    try await turn.pause()
    let picture = png(of: values.isEmpty ? example : Array(values.prefix(longest)))
    try turn.deliver(
      Artifact(
        id: "chart", name: "chart.png", description: "The chart",
        parts: [Part(.raw(base64: Base64.encode(picture)), filename: "chart.png", mediaType: "image/png")]))
    try turn.deliver(
      Artifact(
        id: "example", name: "example.png", description: "A chart of the first digits of pi, as a link",
        parts: [Part(.url(turn.baseURL + Route.chartPath), filename: "example.png", mediaType: "image/png")]))
    try turn.complete("The chart is drawn.")
  }

  /// A bar for each value, scaled to the greatest; bars of zero or less are empty.
  static func png(of values: [Int]) -> [UInt8] {
    let (barWidth, gap, height) = (8, 2, 48)
    let width = values.count * (barWidth + gap) + gap
    let greatest = Double(max(values.max() ?? 1, 1))
    let tops = values.map { height - Int(Double(max($0, 0)) / greatest * Double(height - 4)) }
    return PNG.encode(width: width, height: height, palette: [0xFFFFFF, 0x3366CC]) { x, y in
      let (bar, offset) = x.quotientAndRemainder(dividingBy: barWidth + gap)
      guard offset >= gap, bar < tops.count else { return 0 }
      return y >= tops[bar] ? 1 : 0
    }
  }
}
