import FoundationEssentials
import Telemetry
import Testing

private func redaction(_ secrets: String...) -> Redaction {
  let redaction = Redaction()
  for secret in secrets { redaction.register(Secret(secret)) }
  return redaction
}

private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

struct RedactionTests {
  @Test(arguments: [
    ("", ""),
    ("nothing here", "nothing here"),
    ("s3cr3t", "(secret)"),
    ("a s3cr3t b s3cr3t", "a (secret) b (secret)"),
    ("s3cr3ts3cr3t", "(secret)(secret)"),
    ("s3cr3 t", "s3cr3 t"),
    ("S3CR3T", "S3CR3T"),
    ("xs3cr3ty", "x(secret)y"),
    ("ends in s3cr3", "ends in s3cr3"),
    ("é s3cr3t é", "é (secret) é"),
    // Cut short by somebody who did not know it.
    ("cut at s3cr3…", "cut at (secret)…"),
    ("s3cr… s3cr3t…", "(secret)… (secret)…"),
    ("s3c… s3crt… s3cr3.", "s3c… s3crt… s3cr3."),
  ])
  func replacesTheValue(_ text: String, _ expected: String) {
    #expect(redaction("s3cr3t").redacting(text) == expected)
  }

  /// `user:password` puts the secret at each of the three positions in a group of base64.
  @Test(arguments: ["", "a", "ab", "abc", "user:", "longer-user:"], ["", "!", "!!", "!!!"])
  func replacesBase64AtEveryAlignment(_ before: String, _ after: String) {
    let secret = "pa55w0rd~?>x/ÿ"
    let encoded = base64(before + secret + after)
    let url = String(encoded.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    for text in [encoded, url, String(encoded.prefix { $0 != "=" })] {
      let clean = redaction(secret).redacting("Basic " + text)
      #expect(clean.contains("(secret)"))
      // What is left are the characters shared with the neighbours: three before and three after at most.
      let others = base64(before).count + base64(after).count
      #expect(clean.count <= "Basic (secret)".count + others + 6)
    }
  }

  @Test(arguments: [
    ("a b/c&d=é", "a%20b%2Fc%26d%3D%C3%A9"),
    ("a b/c&d=é", "a%20b%2fc%26d%3d%c3%a9"),
    ("a b/c&d=é", "a+b%2Fc%26d%3D%C3%A9"),
    ("a b/c&d=é", "a+b%2fc%26d%3d%c3%a9"),
    (#"a"b\c/d"#, #"a\"b\\c/d"#),
    (#"a"b\c/d"#, #"a\"b\\c\/d"#),
    (#"a"b\c/d"#, #"a'b\c/d"#),
    (#"a"b\c/d"#, #"a\'b\\c/d"#),
    (#"a“b\c/d"#, #"a'b\c/d"#),
    (#"a"b\c/d"#, #"a\u0022b\\c/d"#),
    ("a&b<c>d/e", #"a\u0026b\u003cc\u003ed/e"#),
    ("a&b<c>d/e", #"a\u0026b\u003cc\u003ed\/e"#),
    ("a&b<c>d/e", #"a\u0026b\u003Cc\u003Ed/e"#),
    ("a+b'c=d", #"a\u002Bb\u0027c=d"#),
    ("a+b'c=d", #"a+b\u0027c\u003dd"#),
    ("pässwört😀", #"p\u00e4ssw\u00f6rt\ud83d\ude00"#),
    ("pässwört😀", #"p\u00E4ssw\u00F6rt\uD83D\uDE00"#),
    ("pä<ört", #"p\u00e4\u003c\u00f6rt"#),
    ("pä<ört", #"pä\u003cört"#),
    ("a\tb\nc", #"a\tb\nc"#),
  ])
  func replacesOtherSpellings(_ secret: String, _ spelling: String) {
    #expect(redaction(secret).redacting("<\(spelling)>") == "<(secret)>")
  }

  @Test func coversSecretsThatOverlap() {
    #expect(redaction("abcdef", "defghi").redacting("<abcdefghi>") == "<(secret)>")
    #expect(redaction("token", "token-long").redacting("<token-long>") == "<(secret)>")
    #expect(redaction("aaaa").redacting("aaaaaa") == "(secret)")
  }

  @Test func leavesWordsAloneThatAreTooShortToBeSecrets() {
    let short = String(repeating: "x", count: Redaction.minimumLength - 1)
    #expect(redaction(short, "").redacting("x \(short) x") == "x \(short) x")
    #expect(redaction(short + "y").redacting(short + "y") == "(secret)")
  }

  @Test(arguments: 0...16)
  func cutsWithoutLeavingAPieceOfASecret(_ limit: Int) {
    let clean = redaction("s3cr3t").redacting("ab s3cr3t yz", limit: limit)
    let expected = limit < 4 ? String("ab ".prefix(limit)) : "ab (secret)" + " yz".prefix(max(0, limit - 9))
    #expect(clean == expected)
  }

  @Test func cutsBetweenCharacters() {
    #expect(redaction().redacting("aéé", limit: 4) == "aé")
    #expect(redaction("s3cr3t").redacting("éé", limit: 1) == "")
  }

  @Test func forgetsTheOldestWhenFull() {
    let redaction = Redaction()
    redaction.register(Secret("first-secret"))
    redaction.register(Secret("first-secret"))
    for number in 1..<Redaction.capacity { redaction.register(Secret("secret#\(number)!")) }
    #expect(redaction.redacting("first-secret") == "(secret)")
    redaction.register(Secret("one-more"))
    #expect(redaction.redacting("first-secret secret#1! one-more") == "first-secret (secret) (secret)")
    // What is registered again is new again: the next one goes.
    redaction.register(Secret("secret#1!"))
    redaction.register(Secret("yet-another"))
    #expect(redaction.redacting("secret#1! secret#2! yet-another") == "(secret) secret#2! (secret)")
  }

  /// What stands in the configuration outlasts all tokens, whatever is registered first.
  @Test func neverForgetsWhatIsThereForGood() {
    let redaction = Redaction()
    redaction.register(Secret("configured-1"), forGood: true)
    redaction.register(Secret("configured-2"))
    redaction.register(Secret("configured-2"), forGood: true)
    redaction.register(Secret("configured-1"))
    for number in 0...Redaction.capacity { redaction.register(Secret("secret#\(number)!")) }
    #expect(redaction.redacting("configured-1 configured-2") == "(secret) (secret)")
    #expect(redaction.redacting("secret#0! secret#1!") == "secret#0! (secret)")
  }

  @Test(arguments: [
    ("sk-ant-api03-AbCdEfGhIj0123", true), ("0123456789abcdef0123", true),
    ("c9bf9e57-1685-4c89-bafb-ff5af830be8a", true), ("Bearer abc123def456ghi", true),
    ("platform", false), ("eu-west-1", false), ("2024-05-01-preview", false), ("agent.example.com", false),
    ("internationalization", false), ("012345678901234", false), ("", false),
    ("application/vnd.github+json", false),
  ])
  func knowsWhatLooksLikeASecret(_ text: String, _ expected: Bool) {
    #expect(LikelySecret.isIn(text) == expected)
  }

  @Test(arguments: [
    ("Authorization", true), ("proxy-authorization", true), ("Cookie", true), ("Set-Cookie", true),
    ("X-Api-Key", true), ("apikey", true), ("x-auth-token", true), ("client_secret", true),
    ("password", true),
    ("Ocp-Apim-Subscription-Key", true), ("access_token", true),
    ("X-Team", false), ("progress_token", false), ("agent", false), ("context_id", false), ("monkey", false),
    ("key", false),
    ("tokens", false), ("", false),
    ("accessToken", true), ("clientSecret", true), ("apiKey", true), ("APIKey", true), ("pin_code", true),
    ("userPassword", true), ("oauth2Token", true), ("passcode", true), ("CLOUDSDK_AUTH_ACCESS_TOKEN", true),
    ("progressToken", false), ("tokenUrl", false), ("keyId", false), ("CLOUDSDK_CONFIG", false),
    ("XDG_CONFIG_HOME", false),
  ])
  func knowsNamesOfCredentials(_ name: String, _ expected: Bool) {
    #expect(Redaction.isSensitive(name: name) == expected)
  }
}
