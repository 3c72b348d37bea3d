extension Skill {
  /// The one skill that only the extended card tells of.
  static let memberOffers = Skill(
    id: "member_offers",
    name: "Member offers",
    description: "Lists what is on offer for members only.",
    tags: ["shopping", "members"],
    examples: ["What is on offer?"],
    behaviour: .reply { _ in [.text("For members: two packages at the price of one.")] })
}
