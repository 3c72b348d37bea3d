/// The task a skill works on has ended or waits for the user, so nothing more may happen to it.
struct TurnOver: Error {}
