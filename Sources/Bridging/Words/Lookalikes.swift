import Telemetry

/// What a reader takes a text for: the ASCII signs that its scalars look like.
///
/// No table of all confusables (UTS #39 has thousands), but of those that serve to write English words and the bridge's
/// own signs in other letters: fullwidth, mathematical, circled, raised, accented, Cyrillic, Greek, Cherokee, Lisu.
enum Lookalikes {
  /// What one scalar looks like.
  enum Look: Hashable {
    /// Nothing at all, or a mark on what stands before.
    case nothing
    case space
    /// In lower case.
    case ascii(UInt8)
    case other
  }

  static func look(of scalar: Unicode.Scalar) -> Look {
    let value = scalar.value
    switch value {
    case 0x41...0x5A: return .ascii(UInt8(value) | 0x20)
    case 0x21...0x7E: return .ascii(UInt8(value))
    case ...0x20, 0xA0: return .space
    case 0xFF01...0xFF5E: return look(of: Unicode.Scalar(UInt8(value - 0xFEE0)))  // Fullwidth.
    case 0x1D400...0x1D6A3: return .ascii(letter((value - 0x1D400) % 26))
    case 0x1D7CE...0x1D7FF: return .ascii(digit((value - 0x1D7CE) % 10))
    case 0x249C...0x24B5: return .ascii(letter(value - 0x249C))
    case 0x24B6...0x24E9: return .ascii(letter((value - 0x24B6) % 26))
    case 0x1F110...0x1F129, 0x1F130...0x1F149, 0x1F150...0x1F169, 0x1F170...0x1F189:
      return .ascii(letter((value - 0x1F110) % 32))
    case 0x2800: return .space  // Braille without a dot.
    case 0xFFFC: return .nothing  // What stands for an object that is not there.
    case 0xAB70...0xABBF:  // Cherokee in lower case, which is its upper case made smaller.
      return table[value - 0xAB70 + 0x13A0].map(Look.ascii) ?? .other
    case 0x1F1E6...0x1F1FF: return .ascii(letter(value - 0x1F1E6))
    case 0x2460...0x2468: return .ascii(digit(value - 0x245F))
    case 0x2074...0x2079: return .ascii(digit(value - 0x2070))
    case 0x2080...0x2089: return .ascii(digit(value - 0x2080))
    default: break
    }
    if let byte = table[value] { return byte == 0x20 ? .space : .ascii(byte) }
    if scalar.isDeceptive || scalar.isJoiner || scalar.isVariationSelector { return .nothing }
    let properties = scalar.properties
    if properties.isWhitespace { return .space }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return .nothing
    default: return properties.isDefaultIgnorableCodePoint ? .nothing : .other
    }
  }

  private static func letter(_ index: UInt32) -> UInt8 { UInt8(ascii: "a") + UInt8(index) }
  private static func digit(_ index: UInt32) -> UInt8 { UInt8(ascii: "0") + UInt8(index) }

  private static let table: [UInt32: UInt8] = {
    var table: [UInt32: UInt8] = [:]
    for (sign, lookalikes) in rows {
      for scalar in lookalikes.unicodeScalars { table[scalar.value] = sign.utf8.first }
    }
    return table
  }()

  private static let rows: KeyValuePairs = [
    "a": "ᎪꓮàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặÀÁÂÃÄÅĀĂĄǍȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶаАαΑɑɐᴀªᵃₐᴬⱥȺⲁ",
    "b": "ᏏᏼꓐḃḅḇƀɓḂḄḆЬьвВβΒʙᵇᴮ",
    "c": "ᏟꓚçćĉċčḉÇĆĈĊČḈсСϲⅽᴄᶜƈ¢ℂℭ", "d": "ᎠᏧꓓďđḋḍḏḑḓĎĐḊḌḎḐḒԁɗᴅᵈᴰⅾ",
    "e": "ᎬꓰèéêëēĕėęěȅȇȩḕḗḙḛẹẻẽếềểễệÈÉÊËĒĔĖĘĚȄȆȨẸẺẼẾỀỂỄỆеЕёЁєЄεΕɛᴇᵉₑᴱℯℰ℮", "f": "ꓝḟḞƒꜰᶠϝ",
    "g": "ᏀᏻꓖĝğġģǧǵḡĜĞĠĢǦǴḠɡɢᵍᴳց", "h": "ᎻᏂꓧĥħḣḥḧḩḫẖĤĦḢḤḦḨḪһНнΗʜʰₕᴴℎℋℌℍ",
    "i": "ᎥᏆꓲìíîïĩīĭįǐȉȋḭḯỉịÌÍÎÏĨĪĬĮİǏȈȊḬỈỊıіІїЇιΙɩɪⁱᵢᴵℐℑⅈⅰ", "j": "ᎫꓙĵǰĴјЈʝᴊʲⱼᴶϳ",
    "k": "ᏦꓗķǩḱḳḵĶǨḰḲḴкКκΚᴋᵏₖᴷ", "l": "ᏞꓡĺļľŀłḷḹḻḽĹĻĽĿŁḶḸḺḼӏӀʟˡₗᴸℓℒⅼ|", "m": "ᎷꓟḿṁṃḾṀṂмМΜᴍᵐₘᴹℳⅿ",
    "n": "ꓠñńņňǹṅṇṉṋÑŃŅŇǸṄṆṈṊηΝпոɴⁿₙᴺℕ",
    "o": "ᎾꓳòóôõöøōŏőơǒǫǭȍȏȫȭȯȱọỏốồổỗộớờởỡợÒÓÔÕÖØŌŎŐƠǑǪȌȎȮỌỎỐỒỔỖỘỚỜỞỠỢоОοΟσօᴏᵒₒᴼºℴ", "p": "ᏢꓑṕṗṔṖрРρΡᴘᵖₚᴾ℘ℙ",
    "q": "ԛգʠℚ", "r": "ᎡᏒꓣŕŗřȑȓṙṛṝṟŔŖŘȐȒṘṚṜṞгʀɾᵣʳᴿℛℜℝ", "s": "ᏕᏚꓢśŝşšșṡṣṥṧṩŚŜŞŠȘṠṢṤṦṨѕЅꜱˢₛſ",
    "t": "ᎢꓔţťŧțṫṭṯṱẗŢŤŦȚṪṬṮṰтТτΤᴛᵗₜᵀ†", "u": "ꓴùúûüũūŭůűųưǔȕȗṳṵṷụủứừửữựÙÚÛÜŨŪŬŮŰŲƯǓȔȖỤỦỨỪỬỮỰυսʋᴜᵘᵤᵁ",
    "v": "ᏙꓦṽṿṼṾνѵѴᴠᵛᵥⱽⅴ", "w": "ᎳᏔꓪŵẁẃẅẇẉŴẀẂẄẆẈԝωшᴡʷᵂ", "x": "ꓫẋẍẊẌхХχΧˣₓⅹ×",
    "y": "ᎩᎽꓬýÿŷȳẏẙỳỵỷỹÝŶŸȲẎỲỴỶỸуУүҮγʏʸΥ",
    "z": "ᏃꓜźżžẑẓẕŹŻŽẐẒẔᴢᶻΖℤʐ", "0": "⁰", "1": "¹", "2": "²ƨ", "3": "³зЗʒ", "4": "Ꮞ", "6": "Ꮾб", "8": "Ȣ",
    "[": "⁅【〔〖〘〚⟦⦋⦍⦏⦗❲⟬⎡⎢⎣﹇﹝⌈⌊「『｢⸢⸤⸦⁽₍", "]": "⁆】〕〗〙〛⟧⦌⦎⦐⦘❳⟭⎤⎥⎦﹈﹞⌉⌋」』｣⸣⸥⸧",
    "<": "‹〈⟨❬❮﹤⧼˂", ">": "›〉⟩❭❯﹥⧽˃", ":": "：﹕︰ː꞉∶⁝ː։׃", "'": "’‘‛ʼ′`´", "\"": "“”„‟″＂〝〞ˮ", "-": "‐‑‒–—―−﹣",
    "/": "⁄∕⧸╱",
    " ": "·‧•∙⋅・･", ".": "․。．", "=": "﹦⹀", "_": "ˍ＿", "!": "ǃ﹗", "~": "∼˜",
  ]
}

extension Lookalikes {
  /// The beginning of `text` in ASCII lower case: accents and invisible scalars gone, every run of white space one
  /// space, and `\u{0}` for what looks like no ASCII sign.
  static func folded(_ text: some Sequence<Unicode.Scalar>, limit: Int) -> [UInt8] {
    var folded: [UInt8] = []
    for scalar in text {
      guard folded.count < limit else { break }
      switch look(of: scalar) {
      case .nothing: continue
      case .space: if let last = folded.last, last != 0x20 { folded.append(0x20) }
      case .ascii(let byte): folded.append(byte)
      case .other: folded.append(0)
      }
    }
    return folded
  }

  /// What `folded` comes down to for somebody who does not look closely: `rn` is `m`, `vv` is `w`, `0` is `o`, and `1`,
  /// `i` and `l` are one.
  static func skeleton(_ folded: some Sequence<UInt8>) -> [UInt8] {
    var skeleton: [UInt8] = []
    for byte in folded {
      switch (skeleton.last, byte) {
      case (UInt8(ascii: "r"), UInt8(ascii: "n")): skeleton[skeleton.count - 1] = UInt8(ascii: "m")
      case (UInt8(ascii: "v"), UInt8(ascii: "v")): skeleton[skeleton.count - 1] = UInt8(ascii: "w")
      case (_, UInt8(ascii: "0")): skeleton.append(UInt8(ascii: "o"))
      case (_, UInt8(ascii: "1")), (_, UInt8(ascii: "i")), (_, UInt8(ascii: "|")):
        skeleton.append(UInt8(ascii: "l"))
      default: skeleton.append(byte)
      }
    }
    return skeleton
  }
}
