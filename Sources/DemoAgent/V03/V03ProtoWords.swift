/// The ProtoJSON of 0.3's `a2a.proto`, which REST and gRPC speak and which differs from the version's own schema.
struct V03ProtoWords: Words {
  /// Servers give out the card's document over REST, though everything else there is ProtoJSON.
  let cardForm: V03CardForm
}
