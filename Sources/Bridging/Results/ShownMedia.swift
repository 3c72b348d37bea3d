/// The media that hosts can show, told by their first bytes: a wrong label would cost the whole result.
enum ShownMedia {
  /// The largest image or sound that goes into a result, in bytes.
  static let maxBytes = 1_000_000

  enum Kind { case image, audio }

  /// Whether content of a media type, or of what 0.x calls a mode, can be put before a model as it is.
  static func canShow(_ mode: String) -> Bool {
    let mode = mode.prefix { $0 != ";" }.lowercased()
    return mode == "text" || mode == "data" || mode == "*/*" || mode.hasPrefix("text/")
      || mode == "application/json" || mode.hasSuffix("+json") || mediaTypes.contains(mode)
  }

  private static let mediaTypes: Set = [
    "image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "audio/wav", "audio/x-wav",
    "audio/wave",
    "audio/mpeg", "audio/mp3", "audio/ogg",
  ]

  /// - Parameter start: At least the first twelve bytes.
  static func kind(of mediaType: String?, start: [UInt8]) -> (kind: Kind, mimeType: String)? {
    guard let declared = mediaType?.prefix(while: { $0 != ";" }).lowercased() else { return nil }
    switch declared {
    case "image/png": return start.starts(with: [0x89, 0x50, 0x4E, 0x47]) ? (.image, declared) : nil
    case "image/jpeg", "image/jpg":
      return start.starts(with: [0xFF, 0xD8, 0xFF]) ? (.image, "image/jpeg") : nil
    case "image/gif": return start.starts(with: Array("GIF8".utf8)) ? (.image, declared) : nil
    case "image/webp": return start.isRIFF("WEBP") ? (.image, declared) : nil
    case "audio/wav", "audio/x-wav", "audio/wave": return start.isRIFF("WAVE") ? (.audio, "audio/wav") : nil
    case "audio/mpeg", "audio/mp3":
      let isMP3 =
        start.starts(with: Array("ID3".utf8)) || (start.first == 0xFF && start.count > 1 && start[1] >= 0xE0)
      return isMP3 ? (.audio, "audio/mpeg") : nil
    case "audio/ogg": return start.starts(with: Array("OggS".utf8)) ? (.audio, declared) : nil
    default: return nil
    }
  }
}

extension [UInt8] {
  fileprivate func isRIFF(_ form: String) -> Bool {
    starts(with: Array<UInt8>("RIFF".utf8)) && dropFirst(8).starts(with: Array<UInt8>(form.utf8))
  }
}
