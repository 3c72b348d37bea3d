import JSON
import Testing

/// Damaged documents, the same ones in every run.
@Suite struct MutationTests {
  private static let document = Array(
    #"{"id":-1.5e3,"Ünïcode":["\ud83d\ude00",null,true,{"a":[]}],"text":"a \"quoted\" line\n","n":[0,1.0]}"#
      .utf8)

  /// Bytes that mean something to the grammar, and a few that never do.
  private static let replacements =
    Array(#"{}[],:"\/0159-+.eEtfnu "#.utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xFF]

  @Test(arguments: [JSONDialect.strict, .configuration])
  func `a damaged document is refused inside its bounds, or reads and writes the same`(dialect: JSONDialect)
    throws
  {
    var readable = 0
    for index in Self.document.indices {
      for byte in Self.replacements {
        var bytes = Self.document
        bytes[index] = byte
        switch Result(catching: { () throws(JSONSyntaxError) in
          try JSONValue(parsing: bytes, dialect: dialect)
        }) {
        case .success(let value):
          #expect(try JSONValue(parsing: value.serialized()) == value)
          readable += 1
        case .failure(let error):
          #expect((0...bytes.count).contains(error.offset))
        }
      }
    }
    // Most changes inside strings and numbers leave a document, so both branches are taken.
    #expect(readable > 100)
  }
}
