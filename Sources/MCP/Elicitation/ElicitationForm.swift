/// A form as clients can show it: one row of primitive fields (`requestedSchema`, 2026-07-28, client/elicitation).
package struct ElicitationForm: Sendable, Hashable {
  package struct Field: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
      case text(format: String? = nil, minLength: Int? = nil, maxLength: Int? = nil)
      case number(isInteger: Bool, minimum: Double? = nil, maximum: Double? = nil)
      case boolean
      /// One of some words.
      case choice([Option])
      /// Some of some words; versions before 2025-11-25 have no such field, and get text.
      case choices([Option])
    }

    package struct Option: Sendable, Hashable {
      package let value: String
      package let title: String?

      package init(_ value: String, title: String? = nil) {
        self.value = value
        self.title = title
      }
    }

    package let name: String
    package let kind: Kind
    package var title: String?
    package var description: String?
    package var isRequired: Bool

    package init(
      _ name: String, _ kind: Kind, title: String? = nil, description: String? = nil, isRequired: Bool = true
    ) {
      self.name = name
      self.kind = kind
      self.title = title
      self.description = description
      self.isRequired = isRequired
    }
  }

  package let fields: [Field]

  package init(_ fields: [Field]) { self.fields = fields }
}
