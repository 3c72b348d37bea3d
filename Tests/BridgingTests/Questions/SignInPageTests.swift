import Testing

@testable import Bridging

@Suite struct SignInPageTests {
  private static let table: [(String, String?)] = [
    ("Please sign in at https://login.example/start.", "https://login.example/start"),
    ("Sign in (https://login.example/a(b)c) first", "https://login.example/a(b)c"),
    ("<https://login.example/x>, then wait", "https://login.example/x"),
    ("[sign in](https://login.example/x)!", "https://login.example/x"),
    ("**https://login.example/x**", "https://login.example/x"),
    ("\"https://login.example/x?y=1&z=2\"", "https://login.example/x?y=1&z=2"),
    ("HTTPS://LOGIN.example/X", "https://login.example/X"),
    ("https://login.example/#/start", "https://login.example/#/start"),
    ("https://login.example/device?user_code=ABCD-EFGH", "https://login.example/device?user_code=ABCD-EFGH"),
    (
      "https://login.example/authorize?client_id=a&response_type=code&state=eyJhIjoxfQ&code_challenge=x&nonce=1",
      "https://login.example/authorize?client_id=a&response_type=code&state=eyJhIjoxfQ&code_challenge=x&nonce=1"
    ),
    ("http://127.0.0.1:8080/sign-in?task=1 here", "http://127.0.0.1:8080/sign-in?task=1"),
    ("http://localhost/x", "http://localhost/x"),
    ("http://login.example/x or https://other.example/y", "https://other.example/y"),
    ("https://one.example and https://two.example", "https://one.example/"),
    ("http://login.example/x", nil), ("ftp://login.example/x", nil), ("sign in somewhere", nil),
    ("https://", nil), ("", nil),
    ("https://user:pass@login.example/", nil),
    ("https://login.exampl\u{435}/x", nil), ("https://log\u{200B}in.example/x", nil),
    ("https://login.example/x。", "https://login.example/x"),
    ("https://login.example。", "https://login.example/"),
    ("https://xn--80ak6aa92e.example/", "https://xn--80ak6aa92e.example/"),
    ("https://login.example:8443/x", "https://login.example:8443/x"),
    ("javascript:alert(1) data:text/html,x file:///etc/passwd", nil),
    ("https://login.example\\@evil.example/", "https://login.example/"),
    ("https://login.example/?token=abc", nil), ("https://login.example/?access_token=abc", nil),
    ("https://login.example/?a=1&API-Key=abc", nil), ("https://login.example/?code=abc", nil),
    ("https://login.example/?%74oken=abc", nil), ("https://login.example/#access_token=abc", nil),
    ("https://login.example/?x=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", nil),
    ("https://login.example/?sig=abc", nil),
    ("https://login.example/?accessToken=a", nil),
    ("https://login.example/?authToken=a", nil),
    ("https://login.example/?idToken=a", nil),
    ("https://login.example/?sessionToken=a", nil),
    ("https://login.example/?clientSecret=a", nil),
    ("https://login.example/?X-Amz-Signature=a", nil),
    ("https://login.example/?PHPSESSID=a", nil),
    ("https://login.example/?signature=a", nil),
    ("https://login.example/#/start?access_token=a", nil),
    ("https://login.example/x;jsessionid=A1", nil),
    ("https://login.example/x/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", nil),
    ("https://login.example/#/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", nil),
    ("https://login.example/?token=abc or https://login.example/", nil),
    ("https://login.example/?token=", "https://login.example/?token="),
  ]

  @Test(arguments: table) func findsThePage(_ words: String, _ url: String?) {
    #expect(SignInPage(in: words, ofLocalAgent: true)?.text == url)
  }

  @Test func sendsNobodyToThisMachineForAnAgentElsewhere() {
    #expect(SignInPage(in: "http://localhost/x", ofLocalAgent: false) == nil)
    #expect(SignInPage(in: "https://localhost/x", ofLocalAgent: false)?.text == "https://localhost/x")
  }

  @Test(arguments: [
    ("https://login.example/x", "login.example", false),
    ("https://login.example:8443/x", "login.example:8443", false),
    ("https://xn--80ak6aa92e.com/login.example", "xn--80ak6aa92e.com", true),
    ("https://login.xn--p1ai", "login.xn--p1ai", true),
  ]) func showsWhosePageItIs(_ words: String, _ host: String, _ isSpelt: Bool) throws {
    let page = try #require(SignInPage(in: words, ofLocalAgent: false))
    #expect(page.host == host)
    #expect(page.isSpeltInASCII == isSpelt)
  }
}
