extension [String] {
  /// Those that go on from what is typed, in either case: first what begins so, then what holds it.
  func completing(_ typed: String) -> [String] {
    let typed = typed.lowercased()
    let beginning = filter { $0.lowercased().hasPrefix(typed) }
    return beginning
      + filter { text in
        let text = text.lowercased()
        return !text.hasPrefix(typed) && text.contains(typed)
      }
  }
}
