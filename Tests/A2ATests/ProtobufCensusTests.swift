import A2AProtobuf
import SwiftProtobuf
import Testing

@testable import A2A

@Suite struct ProtobufCensusTests {
  /// A field with a length, by its number.
  private static func field(_ number: UInt8, _ content: [UInt8] = []) -> [UInt8] {
    var length = content.count
    var bytes = [number << 3 | 2]
    while length > 0x7F {
      bytes.append(UInt8(length & 0x7F | 0x80))
      length >>= 7
    }
    return bytes + [UInt8(length)] + content
  }

  private static func many(_ count: Int, _ field: [UInt8]) -> [UInt8] {
    Array([[UInt8]](repeating: field, count: count).joined())
  }

  /// An object or a list of ten values, within a value.
  private static let object = field(5, many(10, field(1, field(2, field(3)))))
  private static let list = field(6, many(10, field(1, field(3))))

  /// Messages with exactly ten values.
  private static let tens: [([UInt8], ProtobufShape)] = [
    (many(10, field(1)), .structure), (object, .value), (list, .value),
    (field(6, many(5, field(1, field(6, field(1))))), .value),
    (many(10, field(5)), .message(.v03)), (many(10, field(5)), .message(.v10)),
    (many(10, field(7)), .message(.v10)), (many(10, field(8)), .message(.v10)),
    (field(6, many(10, field(1))), .message(.v03)),
    (many(10, field(5)), .artifact(.v03)), (many(10, field(4)), .artifact(.v10)),
    (many(10, field(7)), .artifact(.v03)), (many(10, field(6)), .artifact(.v10)),
    (field(6, many(10, field(1))), .artifact(.v03)), (field(5, many(10, field(1))), .artifact(.v10)),
    (field(3, field(1, many(10, field(1)))), .part(.v03)), (field(4, many(10, field(1))), .part(.v03)),
    (field(4, list), .part(.v10)), (field(5, many(10, field(1))), .part(.v10)),
    (many(10, field(4)), .task(.v03)), (many(10, field(5)), .task(.v10)),
    (many(5, field(5, field(5))), .task(.v10)), (field(3, field(2, many(10, field(5)))), .task(.v03)),
    (field(6, many(10, field(1))), .task(.v10)),
    (field(1, many(10, field(4))), .answer(.v10)), (field(2, many(10, field(5))), .answer(.v03)),
    (field(1, many(10, field(4))), .update(.v03)), (field(2, many(10, field(5))), .update(.v10)),
    (field(3, field(3, field(2, many(10, field(5))))), .update(.v10)),
    (field(3, field(5, many(10, field(1)))), .update(.v03)),
    (field(3, field(4, many(10, field(1)))), .update(.v10)),
    (field(4, field(3, many(10, field(5)))), .update(.v03)),
    (field(4, field(6, many(10, field(1)))), .update(.v10)),
    (many(10, field(1)), .page(.v10)), (field(1, many(9, field(4))), .page(.v10)),
    // What else is in it does not count: numbers, texts, what is not known.
    (
      [8, 1, 0x11, 0, 0, 0, 0, 0, 0, 0, 0, 0x1D, 0, 0, 0, 0] + field(9, [1, 2, 3]) + many(10, field(1)),
      .page(.v10)
    ),
  ]

  @Test(arguments: tens.indices) func counts(_ index: Int) {
    let (bytes, shape) = Self.tens[index]
    #expect(ProtobufCensus.outcome(of: bytes, as: shape, limit: 10) == .acceptable)
    // What is so short that it can't be too many is not looked at.
    let padded = bytes + Self.field(15, [UInt8](repeating: 0, count: 100))
    #expect(ProtobufCensus.outcome(of: padded, as: shape, limit: 10) == .acceptable)
    #expect(ProtobufCensus.outcome(of: padded, as: shape, limit: 9) == .tooMany)
  }

  @Test(
    arguments: [
      [0xFF], [UInt8](repeating: 0xFF, count: 11), field(1, field(2, [0x0A, 5])), [0x0A, 0x7F], [0x09, 0],
      [0x0D, 0], [0x0B], [0x0C], [0x0E], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1],
    ] as [[UInt8]]) func knowsWhatIsNoMessage(_ bytes: [UInt8])
  {
    #expect(
      ProtobufCensus.outcome(of: Self.field(15, [0, 0, 0]) + bytes, as: .structure, limit: 1) == .malformed)
  }

  @Test(arguments: [(20, false), (21, true)]) func goesNoDeeperThanItIsRead(_ lists: Int, _ isTooDeep: Bool) {
    let value = (0..<lists).reduce([UInt8]()) { value, _ in Self.field(6, Self.field(1, value)) }
    let outcome = ProtobufCensus.outcome(of: value, as: .value, limit: lists - 1, depth: 41)
    #expect(outcome == (isTooDeep ? .malformed : .tooMany))
  }

  /// What has no known shape has to be small.
  @Test(arguments: [(20, true), (21, true), (22, false)]) func othersAreToldByTheirSize(
    _ count: Int, _ isAccepted: Bool
  ) {
    let bytes = [UInt8](repeating: 0, count: count)
    #expect(ProtobufCensus.outcome(of: bytes, as: .leaf, limit: 10) == (isAccepted ? .acceptable : .tooMany))
  }

  /// The numbers are those of the generated code: what it writes is counted.
  @Test func knowsTheMessagesAsTheyAreWritten() throws {
    let part10 = Proto10Part.with { $0.data = .with { $0.listValue.values = [1, 2, 3] } }
    let part03 = Proto03Part.with { $0.data.data.fields = ["a": 1, "b": 2] }
    let task10 = Proto10Task.with { task in
      task.artifacts = [.with { $0.parts = [part10] }]
      task.history = [.with { ($0.parts, $0.extensions, $0.referenceTaskIds) = ([part10], ["x"], ["y"]) }]
      task.status.message.parts = [part10]
    }
    let task03 = Proto03Task.with { task in
      task.artifacts = [.with { $0.parts = [part03] }]
      task.history = [.with { ($0.content, $0.extensions) = ([part03], ["x"]) }]
      task.status.update.content = [part03]
    }
    // A part and what is in it, three times; the artifact, the message, and the texts.
    try expect(try task10.serializedBytes(), .task(.v10), 3 * 4 + 2 + 2)
    try expect(try task03.serializedBytes(), .task(.v03), 3 * 3 + 2 + 1)
    let update10 = Proto10StreamResponse.with { $0.artifactUpdate.artifact.parts = [part10] }
    let update03 = Proto03StreamResponse.with { $0.artifactUpdate.artifact.parts = [part03] }
    try expect(try update10.serializedBytes(), .update(.v10), 4)
    try expect(try update03.serializedBytes(), .update(.v03), 3)
    try expect(try Proto10ListTasksResponse.with { $0.tasks = [task10] }.serializedBytes(), .page(.v10), 17)
  }

  private func expect(_ bytes: [UInt8], _ shape: ProtobufShape, _ count: Int) throws {
    let padded = bytes + Self.field(15, [UInt8](repeating: 0, count: 100))
    #expect(ProtobufCensus.outcome(of: padded, as: shape, limit: count) == .acceptable)
    #expect(ProtobufCensus.outcome(of: padded, as: shape, limit: count - 1) == .tooMany)
  }

  @Test(arguments: [(1_000_000, false), (1_000_001, true)]) func anAnswerHasNoMoreThanThat(
    _ count: Int, _ isRefused: Bool
  ) throws {
    var message: [UInt8] = Self.field(1, [0x6D])
    message.reserveCapacity(2 * count + 20)
    for _ in 0..<count { message += [0x2A, 0] }
    let answer = Self.field(2, message)
    var refusal: A2AError?
    do throws(A2AError) {
      _ = try V10GRPC().event(answer)
    } catch {
      refusal = error
    }
    #expect((refusal?.message.contains("more than 1000000 values") == true) == isRefused)
    if isRefused { #expect(refusal?.mayHaveRun == true) }
  }
}
