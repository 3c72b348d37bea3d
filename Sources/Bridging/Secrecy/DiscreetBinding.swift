import A2A

/// The operations of an agent, without the bridge's own secrets in what it answers.
///
/// Here, where answers come in, each of the agent's words is still whole: what is cut later on is cut without leaving a
/// piece of a secret.
struct DiscreetBinding<Binding: AgentBinding>: AgentBinding {
  let binding: Binding
  private let discretion: Discretion

  init(_ binding: Binding, _ discretion: Discretion) {
    self.binding = binding
    self.discretion = discretion
  }

  func answer(to operation: Operation, within limit: Duration) async throws(A2AError) -> Answer {
    do throws(A2AError) {
      return discretion.clean(try await binding.answer(to: operation, within: limit))
    } catch {
      throw discretion.clean(error)
    }
  }

  func listen(
    to operation: Operation, within limit: Duration, onSign: (StreamSign) async -> StreamInterest
  ) async throws(A2AError) {
    do throws(A2AError) {
      try await binding.listen(to: operation, within: limit) { await onSign(discretion.clean($0)) }
    } catch {
      throw discretion.clean(error)
    }
  }
}
