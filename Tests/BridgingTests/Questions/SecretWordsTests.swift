import A2A
import JSON
import Testing

@testable import Bridging

@Suite struct SecretWordsTests {
  private static let secrets = [
    "Please enter your password.", "PASSWORD?", "What is the passphrase of the key file?", "db passwd",
    "Give me an API key", "your api-key", "apiKey", "API_KEY", "OPENAI_API_KEY", "accessToken",
    "access token",
    "Please paste a token", "token", "GitHub personal access tokens", "the secret", "client_secret",
    "Credentials, please",
    "What is your PIN?", "pin", "PIN", "the card's PIN code", "your pin", "card number",
    "Which credit card shall I charge?",
    "cardNumber", "CVV", "cvc", "the security code on the back", "Enter the verification code",
    "one-time code",
    "one time password", "the code we sent you", "the 6-digit code that was texted to you", "OTP", "totp",
    "your recovery phrase", "seed words", "private key", "SSH key", "login details",
    "Wie lautet das Passwort?",
    "Entrez votre mot de passe", "请输入密码", "p\u{200B}assword",
    "Which password policy, and what is the password?",
    "social security number",
    "6-digit code from your authenticator app", "We sent a code to your phone. Please enter it.",
    "the code you received by email", "the code from the SMS", "sign-in code", "confirmation code",
    "security codes", "pass code", "2FA code", "APIkey", "OpenAI key", "passkey", "PINs", "SSN",
    "your card's number", "the number on your card", "bank account number", "pass\u{200D}word",
    "What is your pаsswоrd?", "ｐａｓｓｗｏｒｄ", "𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝", "Ⓟⓐⓢⓢⓦⓞⓡⓓ", "passw0rd", "pássword", "pa\u{301}ssword",
    "What is your p a s s w o r d?", "Enter a p.a.s.s.w.o.r.d", "your ＡＰＩ ｋｅｙ", "Ｐａｓｓｗｏｒｔ", "mypassword",
    "Enter the 12-word mnemonic of your wallet", "mnemonic", "to\u{AD}ken", "pass\u{FE0F}word", "oneTimeCode",
    "signin code",
  ]

  private static let harmless = [
    "Which package: A or B?", "Which package token ring or ethernet?", "Token Ring or FDDI?",
    "How many tokens may the answer have?", "the token limit", "max tokens per call",
    "Which password policy shall apply?",
    "A password manager for how many users?", "For how many guests, and at what time?",
    "Which card: gold or silver?",
    "Which credit card type do you prefer?", "the secret garden or the secret agent?",
    "Shall I pin the version?",
    "Where shall I drop the pin?", "Which key: C major or A minor?", "What is the country code?",
    "the area code",
    "Which airport code?", "Which code shall be reviewed?", "your name", "e-mail address", "phone number",
    "a number",
    "order number", "", "Compass or map?", "the passenger's name", "Which authority?", "pinned", "keyboard",
    "This will use about 5000 tokens. Continue?", "Which token shall I swap: ETH or USDC?", "token cost?",
    "Pay by credit card or invoice?", "Enter pin location", "Which time code format?",
    "Welcher Ort?", "Какую отрасль?", "A mnemonic for the planets?", "Room 1 a or 2 b?",
    "Shall I have the code reviewed and sent to Bob?", "What is the country code of your phone number?",
  ]

  @Test(arguments: secrets) func knowsAQuestionForASecret(_ text: String) {
    #expect(SecretWords.areIn(text))
  }

  @Test(arguments: harmless) func leavesOthersAlone(_ text: String) {
    #expect(!SecretWords.areIn(text))
  }

  @Test(
    arguments: [
      (["type": "object", "properties": ["password": ["type": "string"]]], true),
      (["type": "object", "properties": ["p": ["type": "string", "title": "Your API key"]]], true),
      (
        ["type": "object", "properties": ["p": ["type": "string", "description": "as in card number"]]], true
      ),
      (["type": "object", "properties": ["p": ["type": "string", "format": "password"]]], true),
      (["form": ["fields": [["name": "otp"]]]], true),
      (["type": "object", "properties": ["package": ["type": "string", "enum": ["A", "B"]]]], false),
    ] as [(JSONValue, Bool)]) func looksAtFieldsToo(_ data: JSONValue, _ isSecret: Bool)
  {
    let message = Message(
      messageID: "m", role: .agent, parts: [Part(.text("Please fill this in")), Part(.data(data))])
    let task = AgentTask(id: "t-1", status: TaskStatus(.inputRequired, message: message))
    #expect(SecretWords.areAsked(in: task) == isSecret)
  }
}
