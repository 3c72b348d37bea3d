/// The two forms that a card of 0.3 has.
enum V03CardForm: Sendable {
  /// The JSON of the schema, as it lies at the well-known path.
  case document
  /// The ProtoJSON of `a2a.proto`.
  case message
}
