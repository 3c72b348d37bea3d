import A2A

/// What becomes of the files of one result beside their description: as the user wishes, nothing.
struct FileDelivery: Sendable {
  /// Where they are saved; nil: nowhere.
  var saving: Saving?
  /// Whose artifacts can be read as resources, and which; nil: nothing is linked.
  var source: Source?
  /// What came of fetching those that are only linked; nil: none are fetched.
  var linked: LinkedFiles?

  struct Saving: Sendable {
    let folder: FileFolder
    let files: SavedFiles
    let agent: String
    /// Empty when there is no task.
    let taskID: String
  }

  struct Source: Sendable {
    let agent: String
    let taskID: String
    /// What the task itself has: the words of a status can't be read by themselves.
    let artifactIDs: Set<String>

    /// The artifact as a resource; nil when it is none.
    func uri(of artifactID: String) -> String? {
      guard artifactIDs.contains(artifactID), !artifactID.isEmpty, !taskID.isEmpty else { return nil }
      return ResourceURI(agent, .artifact(artifactID, ofTask: taskID)).text
    }
  }

  /// Saves a file, and says so in words that follow its description; empty when nothing is to be saved.
  ///
  /// - Parameter count: How many files of the same result were saved before.
  func save(
    _ bytes: [UInt8], _ digest: String, _ part: Part, of artifact: Artifact, after count: inout Int
  ) -> String {
    guard let saving else { return "" }
    guard count < FileFolder.maxFiles else {
      return ", not saved: \(FileFolder.maxFiles) files of this result are"
    }
    let key = SavedFiles.Key(
      folder: saving.folder, agent: saving.agent, taskID: saving.taskID, artifactID: artifact.id,
      name: SafeFileName(part.filename ?? Self.name(of: part, in: artifact)), digest: digest)
    do throws(FileFolder.Failure) {
      let path = try saving.files.save(bytes, key)
      count += 1
      return ", saved as \(Self.shown(path))"
    } catch {
      return ", not saved: \(CleanText.line("\(error)", limit: 300))"
    }
  }

  /// What a file is called that has no name: as its artifact is, with an end that says what it is.
  private static func name(of part: Part, in artifact: Artifact) -> String {
    let name = artifact.name.flatMap { $0.isEmpty ? nil : $0 } ?? "file"
    let end = MediaType.ending(of: part.mediaType ?? "")
    return name.lowercased().hasSuffix(end) ? name : name + end
  }

  /// A path as it may stand in a sentence; an odd one is written as a JSON string.
  private static func shown(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !odd.contains($0) }
    return isPlain ? path : JSONQuotes.around(path)
  }

  private static let odd = Array("[]\"\\,".utf8)
}
