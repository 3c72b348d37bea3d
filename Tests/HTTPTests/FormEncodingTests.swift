import HTTP
import Testing

@Suite("Forms") struct FormEncodingTests {
  static let forms: [([QueryItem], String)] = [
    ([], ""), ([QueryItem("a", "b")], "a=b"),
    ([QueryItem("a", "1 2"), QueryItem("b", "+&=%")], "a=1+2&b=%2B%26%3D%25"),
    ([QueryItem("é", "*-._~")], "%C3%A9=*-._%7E"), ([QueryItem("a", "")], "a="), ([QueryItem("", "x")], "=x"),
    ([QueryItem("a", "\r\n\0")], "a=%0D%0A%00"),
  ]

  @Test("are written and read back", arguments: forms)
  func roundTrip(_ items: [QueryItem], _ text: String) {
    #expect(FormEncoding.encode(items) == text)
    #expect(FormEncoding.decode(text) == items)
  }

  @Test("are read leniently", arguments: [("a&&b=c=d&", ["a", "", "b", "c=d"]), ("%zz=%", ["%zz", "%"])])
  func reading(_ text: String, _ flat: [String]) {
    #expect(FormEncoding.decode(text).flatMap { [$0.name, $0.value] } == flat)
  }
}
