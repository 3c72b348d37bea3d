import A2A
import Settings
import Telemetry

extension AgentResources {
  /// Calls `onChange` whenever the resource has changed, until it can't any more or the task is cancelled.
  func watch(_ text: String, onChange: @Sendable () -> Void) async {
    guard let uri = ResourceURI(text) else { return }
    guard let agent = try? await agent(named: uri.agent) else { return }
    switch uri.place {
    case .card: await watchCard(of: agent, onChange)
    case .task(let id): await watch(TaskWatch(id), of: agent, onChange)
    case .artifact(let id, let taskID): await watch(TaskWatch(taskID, artifact: id), of: agent, onChange)
    }
  }

  private func watchCard(of agent: AgentSnapshot, _ onChange: @Sendable () -> Void) async {
    var last = agent.document
    var changes = directory.cardChanges().makeAsyncIterator()
    repeat {
      // Also before the first change is heard of: one may have come before anybody listened.
      let document = directory.currentCatalog.agent(named: agent.name)?.document ?? last
      guard document != last else { continue }
      last = document
      onChange()
    } while await changes.next() != nil
  }

  /// Follows a task to its end. Where it stands still, because it waits for its client or can't be reached, it is
  /// looked at less and less often.
  func watch(_ watch: TaskWatch, of agent: AgentSnapshot, _ onChange: @Sendable () -> Void) async {
    guard ledger.otherOwner(of: watch.taskID, than: agent.name) == nil else { return }
    var watch = watch
    var waits = Backoff(from: Self.watchWaits.first, to: Self.watchWaits.longest)
    while !Task.isCancelled, !watch.isOver {
      var hasChanged = false
      do throws(A2AError) {
        _ = try await agent.client.follow(watch.taskID, within: agent.settings.timeouts.task) { event in
          guard watch.hears(event) else { return }
          hasChanged = true
          onChange()
        }
      } catch {
        watch.fails(error)
      }
      if hasChanged { waits.reset() }
      guard !watch.isOver, (try? await timing.sleep(waits.next(chance: timing.chance()))) != nil else {
        return
      }
    }
  }

  /// How soon a task that stands still is looked at again, and how late.
  static let watchWaits = (first: Duration.seconds(5), longest: Duration.seconds(60))
}
