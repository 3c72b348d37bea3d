/// What runs beside the requests, in the agent's background group.
enum BackgroundWork: Sendable {
  case turn(Job)
  case pushes(PushFollower)

  func run(_ sender: PushSender) async {
    switch self {
    case .turn(let job): await job.run()
    case .pushes(let follower): await follower.run(sender)
    }
  }
}
