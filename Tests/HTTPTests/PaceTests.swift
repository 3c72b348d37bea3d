import Testing

@testable import HTTP

struct PaceTests {
  private static let all = HTTPDeadlines(
    connect: .seconds(1), firstByte: .seconds(2), idle: .seconds(3), total: .seconds(100))
  private let start = SuspendingClock.now

  private enum Step { case sends, receives, pauses, leaves(Double) }

  @Test(
    arguments: [
      ([], .connect, 1),
      ([(0.5, .sends)], .firstByte, 2.5),
      // Another attempt: the request leaves again.
      ([(0.5, .sends), (1, .sends)], .firstByte, 3),
      ([(0.5, .sends), (1, .receives)], .idle, 4),
      ([(0.5, .sends), (1, .receives), (2, .receives)], .idle, 5),
      ([(0.5, .sends), (1, .receives), (1, .pauses)], .total, 100),
      ([(0.5, .sends), (1, .receives), (1, .pauses), (50, .receives)], .idle, 53),
      ([(0.5, .sends), (98, .receives)], .total, 100),
      // Once the caller has left, the farewell is all that counts: before a response, within one, while paused.
      ([(0.5, .sends), (1, .leaves(50))], .total, 50),
      ([(0.5, .sends), (1, .receives), (2, .leaves(50))], .total, 50),
      ([(0.5, .sends), (1, .receives), (2, .leaves(200))], .total, 200),
      ([(0.5, .sends), (1, .receives), (1, .pauses), (2, .leaves(50))], .total, 50),
      ([(0.5, .sends), (1, .leaves(50)), (2, .receives)], .total, 50),
      ([(0.5, .sends), (1, .leaves(50)), (2, .leaves(60))], .total, 50),
    ] as [([(Double, Step)], HTTPError.Deadline, Double)])
  private func runsOneDeadlinePerStage(
    _ steps: [(Double, Step)], _ deadline: HTTPError.Deadline, _ seconds: Double
  ) throws {
    var pace = Pace(Self.all, start: start)
    for (time, step) in steps {
      let now = start + .seconds(time)
      switch step {
      case .sends: pace.sends(at: now)
      case .receives: pace.receives(at: now)
      case .pauses: pace.pauses()
      case .leaves(let end): pace.leave(until: start + .seconds(end))
      }
    }
    let next = try #require(pace.next)
    #expect(next.deadline == deadline)
    #expect(next.at == start + .seconds(seconds))
  }

  @Test func leavingIsNoResponse() {
    var pace = Pace(Self.all, start: start)
    pace.sends(at: start)
    pace.leave(until: start + .seconds(5))
    #expect(!pace.hasResponse)
    #expect(!pace.isPaused)
    pace.receives(at: start)
    pace.pauses()
    #expect(pace.isPaused)
  }

  @Test func nilMeansForEver() {
    var pace = Pace(
      HTTPDeadlines(connect: nil, firstByte: nil, idle: nil, crawl: nil, total: nil), start: start)
    #expect(pace.next == nil)
    pace.sends(at: start)
    #expect(pace.next == nil)
    pace.receives(at: start)
    pace.watchSpeed(at: start)
    #expect(pace.next == nil)
  }

  /// What arrives when, what the consumer does, and when the response is too slow.
  @Test(
    arguments: [
      ([], 60), ([(1, 1_023), (59, 0)], 60), ([(1, 1_024)], 61), ([(1, 1_000), (2, 24), (3, 1_000)], 62),
      ([(50, 5_000), (55, 10)], 110),
    ] as [([(Double, Int)], Double)])
  func aResponseMustNotCrawl(_ arrivals: [(Double, Int)], _ end: Double) throws {
    var pace = Pace(HTTPDeadlines(idle: nil), start: start)
    pace.sends(at: start)
    pace.receives(at: start)
    pace.watchSpeed(at: start)
    for (time, count) in arrivals { pace.receives(count, at: start + .seconds(time)) }
    let next = try #require(pace.next)
    #expect(next.deadline == .crawl)
    #expect(next.at == start + .seconds(end))
  }

  @Test func theConsumersTimeIsNoCrawl() throws {
    var pace = Pace(HTTPDeadlines(idle: nil), start: start)
    pace.receives(at: start)
    pace.watchSpeed(at: start)
    pace.pauses()
    #expect(pace.next == nil)
    pace.receives(at: start + .seconds(500))
    #expect(try #require(pace.next).at == start + .seconds(560))
  }

  @Test func aStreamHasItsOwnPace() throws {
    var pace = Pace(HTTPDeadlines(), start: start)
    pace.receives(at: start)
    #expect(try #require(pace.next).deadline == .idle)
    for second in 1...120 { pace.receives(1, at: start + .seconds(second)) }
    #expect(try #require(pace.next).deadline == .idle)
  }

  @Test(
    arguments: [
      (.zero, 1), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1001), 2),
      (.seconds(60), 60_000),
      (.seconds(3_000_000), Int(CInt.max)), (.seconds(Int64.max), Int(CInt.max)),
    ] as [(Duration, Int)])
  func roundsWaitsUp(_ duration: Duration, _ milliseconds: Int) {
    #expect(duration.milliseconds == milliseconds)
  }

  @Test func theTimetableErrsOnTheEarlySide() {
    var timetable = Timetable()
    #expect(timetable.pollMilliseconds == CInt.max)
    timetable.note(timetable.now + .seconds(9))
    timetable.note(nil)
    timetable.note(timetable.now + .seconds(5))
    timetable.note(timetable.now + .seconds(7))
    #expect(timetable.earliest == timetable.now + .seconds(5))
    #expect(!timetable.isDue)
    timetable.note(timetable.now)
    #expect(timetable.isDue)
    #expect(timetable.pollMilliseconds == 0)
    timetable.startOver()
    #expect(timetable.earliest == nil)
  }
}
