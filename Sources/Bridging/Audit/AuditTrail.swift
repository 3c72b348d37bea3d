/// Where events are written down.
final class AuditTrail: Sendable {
  func record(_ event: AuditEvent) {}
}
