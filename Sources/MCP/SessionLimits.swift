package import JSON

/// The bounds of one session.
package struct SessionLimits: Sendable {
  /// Calls that run at once; more wait.
  package var concurrentCalls = 64
  /// Calls that wait; more are refused. As many looks may wait beside them, and as many requests for tasks' results.
  package var waitingCalls = 1024
  /// Bytes of the requests of one kind that wait; more are refused.
  package var waitingBytes = 64 << 20
  /// Looks at tasks, answers to their questions, cancellations of them, and reads of resources that run at once; more
  /// wait as calls do.
  package var concurrentLooks = 64
  /// Requests for the results of tasks that wait for these at once; more wait as calls do.
  package var concurrentWaits = 64
  /// Listings and quick look-ups that run at once; more are refused.
  package var concurrentListings = 64
  /// Entries on a page of a listing. Many clients read the first page only.
  package var listedEntries = 1_000
  /// Open `subscriptions/listen` requests; more are refused.
  package var listeners = 16
  /// Resources that one listener hears of; more are not honoured.
  package var listenedResources = 128
  /// Tasks that one listener hears of; more are not honoured.
  package var listenedTasks = 64
  /// Resources that a legacy client is subscribed to; more are refused.
  package var subscribedResources = 128
  /// Bytes of the URI or the task id that a client wants to hear of, which each notice echoes.
  package var listenedNameBytes = 4096
  /// Messages received in a row before other tasks of the thread, which is the network's too, have their turn.
  package var messagesPerTurn = 64
  /// Messages in a batch.
  package var batchMessages = 128
  /// Bytes of a request's id, which is echoed.
  package var idBytes = 1024
  /// Bytes of a progress token, which is echoed with every notification.
  package var progressTokenBytes = 1024
  /// Bytes of one line of output. Clients close the pipe at 10 MB.
  package var outputLineBytes = 4 << 20
  /// Answers to malformed input within any one second; the rest stays unanswered.
  package var malformedRepliesPerSecond = 10
  /// Malformed messages logged within any one minute, so that a broken client cannot fill a log.
  package var malformedLogsPerMinute = 10
  /// The least time between two progress notifications of one call.
  package var progressInterval = Duration.milliseconds(250)
  /// Characters of a progress message.
  package var progressMessageLength = 200
  /// How long changes of a list are gathered before the client is told.
  package var listChangedInterval = Duration.seconds(1)
  /// The least time between two notices of one resource or task.
  package var updateInterval = Duration.seconds(1)
  /// How long cancelled calls may take to end when the session is stopped.
  package var stopGrace = Duration.seconds(3)
  /// How long they may take when the client is gone.
  package var abandonedGrace = Duration.milliseconds(500)
  /// How long a legacy client may take to answer a question; after that the model is told of it instead.
  package var questionLimit = Duration.seconds(300)
  /// Questions that a legacy client may be asked at once; the model is told of others instead.
  package var openQuestions = 64
  /// Questions that a legacy client is asked about one call; the model is told of the next one instead.
  package var questionRounds = 20
  /// For the messages' JSON.
  package var json = JSONLimits()

  /// The limits of the program.
  package init() {}
}
