import Telemetry

/// Instructions in other languages than English. Their words stand in any order, but together in a sentence.
enum ForeignPhrases {
  /// In languages of Latin letters, which are folded.
  static func pattern(in words: [String]) -> Injection? {
    var found = StemTable.Found()
    for word in words {
      if let pattern = latin.note(word.utf8, in: &found) { return pattern }
    }
    return nil
  }

  private static let latin = StemTable([
    // German
    (
      .override,
      [
        "ignoriere ignorieren vergiss vergesse missachte missachten ubergehe",
        "alle allen samtliche vorherig- vorige vorigen bisherig- fruher- obig- deine ihre vorangegangen- bestehend-",
        "anweisung- instruktion- befehle vorgaben richtlinien regeln systemanweisung-",
      ]
    ),
    (
      .secrecy,
      [
        "sag sage sagen erzahl- verrate verraten informiere informieren erwahne erwahnen mitteilen",
        "benutzer- nutzer nutzern anwender anwendern user", "nicht nichts niemals kein keinem ohne nie",
      ]
    ),
    (
      .secrecy,
      ["verschweig verschweige verheimlich- verbirg verbergen", "benutzer- nutzer nutzern anwender user"]
    ),
    (
      .credentials,
      [
        "sende schicke ubergib ubergebe ubergibst gib teile ubermittle ubermitteln",
        "passwort passworter kennwort kennworter zugangsdaten anmeldedaten apischlussel schlussel",
      ]
    ),
    // French
    (
      .override,
      [
        "ignore ignorez ignorer oublie oubliez oublier negligez",
        "toutes tous precedent- anterieur- initial- tes vos systeme",
        "instructions consignes directives regles",
      ]
    ),
    (
      .secrecy,
      [
        "dis dites dire mentionne mentionnez mentionner informez informer revele revelez reveler parle parlez parler "
          + "prevenez prevenir avertissez avertir",
        "pas rien jamais sans", "utilisateur- lutilisateur",
      ]
    ),
    (
      .credentials,
      [
        "envoyez transmets transmettez joins joignez fournis fournissez communiquez",
        "passe identifiants cle cles jeton",
        "utilisateur- lutilisateur vos votre mot mots api",
      ]
    ),
    // Dutch
    (
      .override,
      [
        "negeer negeren vergeet", "alle eerdere vorige bovenstaande voorgaande bestaande je",
        "instructies opdrachten aanwijzingen regels richtlijnen",
      ]
    ),
    (
      .secrecy,
      [
        "vertel zeg meld noem vertellen informeer melden zeggen", "gebruiker gebruikers",
        "niet niets nooit zonder niks",
      ]
    ),
    (
      .credentials,
      [
        "stuur verstuur geef voeg deel",
        "wachtwoord wachtwoorden wachtwoordbestand inloggegevens apisleutel- sleutels",
      ]
    ),
    // Polish
    (
      .override,
      [
        "ignoruj zignoruj zignorowac zapomnij pomin",
        "wszystkie wszystkich poprzedni- wczesniejsz- powyzsz- dotychczas-",
        "instrukcj- polecen- wytyczn-",
      ]
    ),
    (
      .secrecy,
      [
        "mow mowic informuj informowac wspominaj ujawniaj powiadamiaj mowiac informujac", "uzytkownik-",
        "nie bez nic",
      ]
    ),
    (
      .credentials,
      ["wyslij przeslij podaj przekaz dolacz", "hasla haslo hasel klucz- poswiadczen-", "uzytkownik- api"]
    ),
    // Portuguese
    (
      .override,
      [
        "ignore ignorem ignora ignorar esqueca desconsidere desconsiderar",
        "todas todos anterior- previas acima suas",
        "instrucoes orientacoes regras ordens comandos diretrizes",
      ]
    ),
    (
      .secrecy,
      [
        "conte diga mencione revele avise fale contar dizer informar revelar avisar", "nao sem nunca nada",
        "usuario utilizador",
      ]
    ),
    (
      .credentials,
      ["envie inclua forneca anexe", "senha senhas credenciais chave chaves", "usuario utilizador suas api"]
    ),
    // Spanish
    (
      .override,
      [
        "ignora ignore ignorad olvida olvide olvidad descarta", "todas todos anterior- previas previos tus",
        "instrucciones indicaciones reglas ordenes directrices",
      ]
    ),
    (
      .secrecy,
      [
        "digas diga decirle decir decirselo menciones mencione reveles revele cuentes cuente avises informar avisar",
        "no sin nunca nada", "usuario",
      ]
    ),
    (
      .credentials,
      [
        "envie incluya proporcione adjunte", "contrasena contrasenas credenciales clave claves",
        "usuario sus api",
      ]
    ),
    // Italian
    (
      .override,
      [
        "ignora ignorate ignorare dimentica dimenticate trascura",
        "tutte tutti precedent- tue sopra anteriori le",
        "istruzioni indicazioni regole comandi direttive",
      ]
    ),
    (
      .secrecy,
      [
        "dire dirlo dica dite menzionare informare rivelare rivela avvisare parlare parlarne",
        "non senza mai",
        "utente utenti allutente lutente dellutente",
      ]
    ),
    (
      .credentials,
      [
        "inviate includi fornisci trasmetti allegate", "password credenziali chiave chiavi",
        "utente dellutente tutte api",
      ]
    ),
    // Turkish
    (
      .override,
      [
        "onceki tum butun yukaridaki", "talimat talimatlar- yonerge- komutlari kurallari",
        "yok gormezden goz gozardi unut dikkate yoksay",
      ]
    ),
    (
      .secrecy,
      [
        "kullanici kullaniciya kullanicinin kullaniciyi",
        "soyleme soylemeyin bildirme bildirmeyin bahsetme bahsetmeyin belirtme soylemeden bildirmeden habersiz vermeden verme",
      ]
    ),
    (
      .credentials,
      [
        "gonder gonderin ilet iletin ekle ekleyin", "parola- sifre- anahtar-",
        "kullanici kullanicinin kullanicilarin api",
      ]
    ),
    // Indonesian
    (
      .override,
      ["abaikan lupakan", "semua sebelumnya seluruh terdahulu", "instruksi perintah petunjuk arahan aturan"]
    ),
    (.secrecy, ["jangan tanpa", "beritahu memberitahu beri katakan sebutkan ungkapkan", "pengguna"]),
    (.credentials, ["kirimkan sertakan berikan", "sandi kunci token kredensial password", "pengguna api"]),
    // Swedish, Danish, Norwegian
    (
      .override,
      [
        "ignorera ignorer glom glem", "alla alle tidigare foregaende",
        "instruktioner instruktionerna instruksjoner instrukser regler",
      ]
    ),
    (
      .secrecy,
      [
        "beratta saga sag fortel fortael si namn", "anvandaren anvandare brugeren brukeren",
        "inte ikke aldrig aldri utan",
      ]
    ),
  ])
}

extension ForeignPhrases {
  /// In languages of other letters, or of letters whose marks make another word. Spaces do not count: some have none.
  static func pattern(inScriptsOf text: String) -> Injection? {
    guard text.utf8.contains(where: { $0 >= 0xC4 && $0 != 0xE2 }) else { return nil }
    let bytes = clean(text)
    var found = StemTable.Found()
    for index in bytes.indices {
      switch bytes[index] {
      case 0: found = [:]
      // The rest of a scalar begins no word.
      case 0x80...0xBF: continue
      default: if let pattern = scripts.note(bytes[index...], in: &found) { return pattern }
      }
    }
    return nil
  }

  /// In lower case without spaces and invisible scalars, with a zero at the end of each sentence. A dot below, which
  /// writers of Hindi set or leave out, goes as well.
  private static func clean(_ text: String) -> [UInt8] {
    var clean: [UInt8] = []
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case ".", "!", "?", ";", "\n", "。", "．", "！", "？", "；", "؟", "؛", "।": clean.append(0)
      case "\u{93C}": continue
      default:
        guard !scalar.properties.isWhitespace, !scalar.isDeceptive, !scalar.isJoiner,
          !scalar.isVariationSelector,
          let bytes = UTF8.encode(scalar)
        else { continue }
        clean.append(contentsOf: bytes)
      }
    }
    return clean
  }

  private static let scripts = StemTable(
    [
      // Russian, Ukrainian
      (
        .override,
        [
          "игнорируй- игнорируя- забудь- отмени- ігноруй- забудьте- проигнорируй-",
          "предыдущ- прежн- все- всё- ранее- данны- попередн- усі- системн-",
          "инструкц- указани- правил- команд- інструкц-",
        ]
      ),
      (
        .secrecy,
        [
          "неговори- несообщай- нерассказывай- неупоминай- нераскрывай- неинформируй- втайнеот- скрой- скрывай- незнал- неузнал- "
            + "некажи- неповідомляй-",
          "пользовател- користувач-",
        ]
      ),
      (
        .systemPrompt,
        [
          "системныйпромпт- системногопромпт- системныеинструкц-",
          "отправ- покаж- выведи- включи- добавь- пришли- передай-",
        ]
      ),
      (
        .credentials,
        [
          "отправь- отправьте- передай- пришли- включи- надішли-",
          "парол- ключapi- ключиapi- apiключ- api-ключ- учетныеданные- учётныеданные-",
        ]
      ),
      // Chinese
      (
        .override,
        [
          "忽略- 无视- 無視- 忽視- 忘记- 忘記- 忘掉- 不要理会-", "之前- 以前- 先前- 上述- 以上- 所有- 此前-",
          "指令- 指示- 提示- 规则- 規則- 命令- 要求-",
        ]
      ),
      (
        .secrecy,
        [
          "不要告诉- 别告诉- 不要告訴- 不要让- 请勿告知- 不要告知- 瞒着- 保密- 不得告诉- 切勿告诉- 无需告知- 不要提及- 不要透露- 隐瞒-",
          "用户- 使用者- 用戶-",
        ]
      ),
      (.systemPrompt, ["系统提示- 系统指令- 系統提示-", "输出- 发送- 发给- 显示- 重复- 复述- 泄露- 輸出- 包含-"]),
      (
        .credentials,
        ["把用户- 将用户- 把用戶- 所有- 全部-", "密码- 密钥- 令牌- 凭证- 凭据- 私钥- 密碼-", "发送给- 发给- 传给- 交给- 传递给- 提交给- 附在-"]
      ),
      // Japanese
      (
        .override,
        ["無視し- 忘れて- 従わな- 無視せよ-", "以前- これまで- 前の- すべて- 全て- 上記- 今まで- 先の-", "指示- 命令- 指令- プロンプト- ルール-"]
      ),
      (
        .secrecy,
        [
          "ユーザー- ユーザ- 利用者-",
          "言わない- 内緒- 秘密に- 知らせない- 知らせず- 伝えない- 伝えず- 教えない- 話さない- 気づかれ- 知られ- 黙って- 言わず-",
        ]
      ),
      (.systemPrompt, ["システムプロンプト- 初期プロンプト-", "表示- 出力- 含め- 送信- 送って- 教え-"]),
      (
        .credentials,
        ["ユーザーの- すべて- 全て-", "パスワード- 秘密鍵- apiキー- 認証情報- 環境変数-", "送って- 送信して- 含めて- 渡して- 送れ-"]
      ),
      // Korean
      (.override, ["무시하- 무시해- 잊어- 잊고-", "이전- 모든- 앞의- 위의- 기존-", "지시- 명령- 지침- 프롬프트- 규칙-"]),
      (
        .secrecy,
        ["사용자-", "알리지마- 알리지말- 말하지마- 말하지말- 비밀로- 모르게- 언급하지- 알리지않고-"]
      ),
      (
        .credentials,
        ["비밀번호- api키- 암호- 토큰- 자격증명-", "보내세요- 보내라- 보내십시오- 전송하세요- 포함하세요- 전달하세요-", "사용자- 모든- 도구-"]
      ),
      // Arabic
      (
        .override,
        [
          "تجاهل- تجاهلي- انسجميع- انسكل-", "جميع- السابق- كل- أعلاه-",
          "تعليمات- التوجيهات- الأوامر- القواعد-",
        ]
      ),
      (
        .secrecy,
        ["لاتخبر- لاتذكر- لاتبلغ- لاتعلم- دونعلم- دونإخبار- دوناخبار- لاتقل- أخفِ-", "المستخدم- للمستخدم-"]
      ),
      (
        .credentials,
        [
          "أرسل- ارسل- أرفق-", "كلمةالمرور- كلماتالمرور- كلمةمرور- كلماتمرور- مفتاح- مفاتيح- بياناتالاعتماد-",
          "المستخدم-",
        ]
      ),
      // Hebrew
      (.override, ["התעלם- שכחאת-", "הוראות- ההנחיות-"]),
      (.secrecy, ["אלתספר- אלתגיד- אלתגלה-", "משתמש-"]),
      // Hindi
      (.override, ["अनदेखा- नजरअंदाज- अनदेखी- भूलजा- उपेक्षा-", "पिछल- सभी- पहले- पूर्व- ऊपर-", "निर्देश- आदेश- नियम-"]),
      (
        .secrecy,
        [
          "उपयोगकर्ता- यूजर- प्रयोगकर्ता-", "मतबता- नबता- मतकह- नकह- नहींबता- बिनाबता- सेछिपा- सेछुपा- कोबताएबिना- कोबताएंबिना- कोबताएबगैर-",
        ]
      ),
      (.credentials, ["पासवर्ड- कुंजी- टोकन-", "भेजें- भेजो- भेजदें- शामिलकरें-", "उपयोगकर्ता- यूजर-"]),
      // Vietnamese
      (
        .override,
        [
          "bỏqua- phớtlờ- quênđi- hãyquên-", "hướngdẫn- chỉthị- chỉdẫn- mệnhlệnh-",
          "trước- tấtcả- mọi- trên-",
        ]
      ),
      (
        .secrecy,
        [
          "đừngnói- khôngnói- khôngđượcnói- đừngbáo- khôngbáocho- đừngtiếtlộ- khôngtiếtlộ- đừngthôngbáo- khôngthôngbáo- "
            + "đừngcho- khôngchongườidùngbiết- đừngđể-",
          "ngườidùng-",
        ]
      ),
      (
        .credentials,
        ["gửi- cungcấp- đínhkèm-", "mậtkhẩucủangườidùng- khóaapi- thôngtinđăngnhậpcủangườidùng-"]
      ),
    ], clean: clean)
}
