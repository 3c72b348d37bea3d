/// The word somebody probably meant.
enum NearestWord {
  /// The first of `candidates` with the fewest edits from `word`; nil when none is near.
  ///
  /// Near means one edit for every three characters, at most three. Case does not count, and two neighbours that
  /// changed places are one edit (the optimal string alignment distance).
  static func to(_ word: String, among candidates: [String]) -> String? {
    let word = Array(word.lowercased())
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let letters = Array(candidate.lowercased())
      let bound = min(3, max(word.count, letters.count) / 3)
      // The distance is never less than the difference of the lengths; this also keeps a long word cheap.
      guard abs(word.count - letters.count) <= bound else { continue }
      let distance = distance(word, letters)
      if distance <= bound && distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, character) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(
          last[column + 1] + 1, current[column] + 1, last[column] + (character == other ? 0 : 1))
        if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
