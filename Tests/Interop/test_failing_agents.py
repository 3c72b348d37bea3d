"""Agents that are down, hang, die or talk nonsense: the call says so, and the other agents keep working."""

import time
from collections.abc import Callable, Iterator

import pytest

from conftest import StartHost
from faulty import FaultyAgent, Reply, card, message_to, reply, result_of, stream
from implementations import A2A_SDK_0_3, A2A_SDK_1_3, Implementation
from peers import Agent, Host, unused_port
from validate import JSONObject

FIRST_CARDS = 2.0
"""Seconds that the first tools/list waits for cards."""
START_MARGIN = 2.0
"""Seconds for the process to start and to answer on a busy machine."""
RECOVERY = 45.0
"""Seconds in which a call to an agent that died has ended."""


@pytest.fixture
def well() -> Iterator[FaultyAgent]:
    """An agent that works, next to the one that does not."""
    with FaultyAgent() as agent:
        yield agent


def named(name: str, url: str) -> JSONObject:
    return {"name": name, "url": url}


def assert_others_work(host: Host) -> None:
    answer = host.call("well_echo", message="are you well?")
    assert not answer.is_error
    assert answer.body == "I am well."


def assert_starts_in_time(host: Host, seconds: float) -> None:
    tools = host.tool_names(timeout=10)
    took = time.monotonic() - host.started
    assert "well_echo" in tools
    assert not any(tool.startswith("broken_") for tool in tools)
    assert took <= seconds


def unused_url() -> str:
    return f"http://127.0.0.1:{unused_port()}"


def test_an_agent_that_is_down_at_start(start_host: StartHost, well: FaultyAgent) -> None:
    host = start_host([named("broken", unused_url()), named("well", well.url)])
    assert_starts_in_time(host, FIRST_CARDS + START_MARGIN)
    assert_others_work(host)
    assert "broken" in host.log.read_text()


def test_an_agent_that_hangs_at_start(start_host: StartHost, well: FaultyAgent) -> None:
    with FaultyAgent(holds_card=True) as hanging:
        host = start_host([named("broken", hanging.url), named("well", well.url)])
        assert_starts_in_time(host, FIRST_CARDS + START_MARGIN)
        assert_others_work(host)


def test_an_agent_that_comes_late_is_announced(start_host: StartHost, well: FaultyAgent) -> None:
    with FaultyAgent(holds_card=True) as late:
        host = start_host([named("late", late.url), named("well", well.url)])
        host.initialize("2025-11-25")
        assert "late_echo" not in host.tool_names()

        late.release_card()
        host.message(lambda message: message.get("method") == "notifications/tools/list_changed")
        assert {"late_echo", "well_echo"} <= host.tool_names()


CARDS = {
    "nothing": reply(b""),
    "no JSON": reply(b"welcome!"),
    "half a card": reply(card("http://127.0.0.1:1", False)[:200]),
    "an array": reply(b"[]"),
    "numbers for words": reply(b'{"name": 1, "url": 2, "skills": 3}'),
    "100 000 arrays": reply(b"[" * 100_000),
    "HTML": reply(b"<html><body>Hello</body></html>", content_type="text/html"),
    "a server error": reply(b"{}", status=500),
    "no HTTP": Reply(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "less than promised": reply(card("http://127.0.0.1:1", False), length=100_000),
}


@pytest.mark.parametrize("served", CARDS.values(), ids=CARDS)
def test_garbage_for_a_card(start_host: StartHost, well: FaultyAgent, served: Reply) -> None:
    with FaultyAgent(card=served) as broken:
        host = start_host([named("broken", broken.url), named("well", well.url)])
        assert_starts_in_time(host, FIRST_CARDS + START_MARGIN)
        assert_others_work(host)
        assert "broken" in host.log.read_text()


def task_in(state: str) -> JSONObject:
    return {"id": "t-1", "contextId": "c-1", "status": {"state": f"TASK_STATE_{state}"}}


def half(request: JSONObject) -> bytes:
    return message_to(request, "never complete")[:60]


ANSWERS: dict[str, Callable[[JSONObject], Reply]] = {
    "nothing": lambda request: reply(b""),
    "no JSON": lambda request: reply(b"it worked"),
    "truncated JSON": lambda request: reply(half(request)),
    "less than promised": lambda request: reply(half(request), length=100_000),
    "a closed connection": lambda request: Reply(b""),
    "no HTTP": lambda request: Reply(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "an array": lambda request: reply(b"[]"),
    "a result of the wrong shape": lambda request: reply(result_of(request, {"task": [1, 2]})),
    "HTML": lambda request: reply(b"<html>Sign in</html>", content_type="text/html"),
    "a server error": lambda request: reply(b'{"detail": "boom"}', status=500),
    "a server error in HTML": lambda request: reply(b"<h1>Oops</h1>", 502, "text/html"),
    "100 000 arrays": lambda request: reply(b"[" * 100_000),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_garbage_for_an_answer(
    start_host: StartHost, well: FaultyAgent, answer: Callable[[JSONObject], Reply]
) -> None:
    with FaultyAgent(answer) as broken:
        host = start_host([named("broken", broken.url), named("well", well.url)])
        failed = host.call("broken_echo", message="hello")
        assert failed.is_error
        assert "broken" in failed.text
        assert broken.sends == ["SendMessage"]
        assert_others_work(host)


STREAMS: dict[str, Callable[[JSONObject], Reply]] = {
    "nothing": lambda request: stream(b""),
    "no JSON": lambda request: stream(b"data: oops\n\n"),
    "truncated JSON": lambda request: stream(b"data: " + half(request) + b"\n\n"),
    "no events": lambda request: stream(b"\xff\xfe\x00 no events at all \r\r\n\n"),
    "comments only": lambda request: stream(b": ping\n\n" * 100),
    "a result of the wrong shape": lambda request: stream(
        b"data: " + result_of(request, {"task": "none"}) + b"\n\n"
    ),
    "HTML": lambda request: stream(b"<html>Sign in</html>", content_type="text/html"),
    "a server error": lambda request: reply(b'{"detail": "boom"}', status=500),
}


@pytest.mark.parametrize("answer", STREAMS.values(), ids=STREAMS)
def test_garbage_for_a_stream(
    start_host: StartHost, well: FaultyAgent, answer: Callable[[JSONObject], Reply]
) -> None:
    with FaultyAgent(answer, streaming=True) as broken:
        host = start_host([named("broken", broken.url), named("well", well.url)])
        failed = host.call("broken_echo", message="hello")
        assert failed.is_error
        assert "broken" in failed.text
        assert broken.sends == ["SendStreamingMessage"]
        assert_others_work(host)


def test_a_stream_that_breaks_is_followed_to_the_end_without_a_second_message(
    start_host: StartHost,
) -> None:
    def breaks(request: JSONObject) -> Reply:
        done = {
            **task_in("COMPLETED"),
            "artifacts": [{"artifactId": "a", "parts": [{"text": "ok"}]}],
        }
        match request["method"]:
            case "SendStreamingMessage":
                event = result_of(request, {"task": task_in("WORKING")})
                return stream(b"data: " + event + b"\n\ndata: {cut o")
            case "GetTask":
                return reply(result_of(request, done))
            case _:
                return stream(b"data: " + result_of(request, {"task": done}) + b"\n\n")

    with FaultyAgent(breaks, streaming=True) as broken:
        answer = start_host([named("broken", broken.url)]).call("broken_echo", message="hello")
        assert not answer.is_error
        assert answer.body == "ok"
        assert answer.trailer["state"] == "completed"
        assert broken.sends == ["SendStreamingMessage"]


def test_a_wrong_content_type_on_a_right_answer_is_forgiven(start_host: StartHost) -> None:
    def plain(request: JSONObject) -> Reply:
        return reply(message_to(request, "right"), content_type="text/plain")

    with FaultyAgent(plain) as agent:
        answer = start_host([named("plain", agent.url)]).call("plain_echo", message="hello")
        assert not answer.is_error
        assert answer.body == "right"


@pytest.mark.parametrize(
    ("implementation", "options"),
    [(A2A_SDK_1_3, ()), (A2A_SDK_0_3, ("--no-streaming",))],
    ids=["in a stream", "between two polls"],
)
def test_an_agent_killed_in_the_middle_of_a_call(
    start_host: StartHost, well: FaultyAgent, implementation: Implementation, options: tuple[str, ...]
) -> None:
    with Agent(implementation, *options) as dying:
        host = start_host([named("dying", dying.url), named("well", well.url)])
        call = host.start_call("dying_forever", token=1, message="go")
        host.message(lambda message: message.get("method") == "notifications/progress")
        dying.kill()
        answer = host.answer(call, timeout=RECOVERY)
        assert answer.is_error
        assert "dying" in answer.text
        assert_others_work(host)
