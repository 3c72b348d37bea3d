"""Every skill of an agent on each A2A SDK, called by a client of each MCP generation."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import script
from mcp_types.version import is_version_at_least

from conftest import Fleet, FleetOn
from implementations import A2A_SDK_0_3, A2A_SDK_1_3
from peers import CLIENTS, TOKEN, Agent, Answer, Client
from validate import JSONObject, problems

DEFAULT_CAP = 20_000
WIDE_CAP = 1_000_000
"""The highest that the configuration takes."""
MIB = 1024 * 1024


@dataclass(frozen=True)
class Session:
    """A client connected to the bridge, which has these agents."""

    client: Client
    fleet: Fleet

    def agent(self, name: str) -> Agent:
        return {"weather": self.fleet.streaming, "polled": self.fleet.polled}[name]


def agents_of(fleet: Fleet) -> list[JSONObject]:
    bearer = {"type": "bearer", "token": {"env": "AGENT_TOKEN"}}
    wrong = {"type": "bearer", "token": "wrong"}
    return [
        {"name": "weather", "url": fleet.streaming.url},
        {"name": "polled", "url": fleet.polled.url},
        {"name": "guarded", "url": fleet.guarded.url, "auth": bearer},
        {"name": "locked", "url": fleet.guarded.url, "auth": wrong},
        {"name": "wide", "url": fleet.streaming.url, "results": {"maxCharacters": WIDE_CAP}},
    ]


@pytest.fixture(
    scope="module",
    params=[(sdk, client) for sdk in (A2A_SDK_1_3, A2A_SDK_0_3) for client in CLIENTS],
    ids=lambda pair: f"{pair[0].venv}-{pair[1]}",
)
def session(
    request: pytest.FixtureRequest,
    fleet_on: FleetOn,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Session]:
    sdk, client_name = request.param
    fleet = fleet_on(sdk)
    client = Client(CLIENTS[client_name], agents_of(fleet), tmp_path_factory.mktemp("session"))
    assert client.protocol_version == CLIENTS[client_name].protocol_version
    yield Session(client, fleet)
    client.close()


def assert_ended(answer: Answer, state: str, agent: str = "weather") -> None:
    assert answer.failure is None
    assert answer.trailer["agent"] == agent
    assert answer.trailer["state"] == state


both_ways = pytest.mark.parametrize("agent", ["weather", "polled"])
"""By the stream and by polling."""


def test_every_skill_is_a_tool(session: Session) -> None:
    tools = {tool["name"]: tool for tool in session.client.tools}
    skills = {f"{agent['name']}_{skill.id}" for agent in agents_of(session.fleet) for skill in script.SKILLS}
    helpers = {name for name in tools if name.startswith("a2a_")}
    assert tools.keys() - helpers == skills
    assert {"a2a_task_wait", "a2a_task_cancel"} <= helpers


def test_a_tool_says_what_its_skill_does_and_takes(session: Session) -> None:
    tools = {tool["name"]: tool for tool in session.client.tools}
    for skill in script.SKILLS:
        tool = tools[f"weather_{skill.id}"]
        schema = tool["inputSchema"]
        expected = {"message", "context_id", "task_id", "wait_seconds"}
        if "application/json" in skill.input_modes:
            expected |= {"data", "files"}
        assert skill.description.rstrip(".") in tool["description"]
        assert schema["type"] == "object"
        assert schema["required"] == ["message"]
        assert schema["properties"].keys() == expected


@both_ways
def test_an_immediate_message(session: Session, agent: str) -> None:
    answer = session.client.call(f"{agent}_echo", message="hello, agent")
    assert not answer.is_error
    assert answer.body == f"{script.ECHO_PREFIX}hello, agent"
    assert answer.trailer["agent"] == agent


def test_message_and_data_reach_the_agent(session: Session) -> None:
    data = {"city": "Oslo", "metric": True}
    answer = session.client.call("weather_inspect", message="look", data=data)
    text, data_part = json.loads(answer.body)["parts"]
    assert text["text"] == "look"
    assert data_part["data"] == data


def test_a_link_to_a_file_reaches_the_agent(session: Session) -> None:
    answer = session.client.call("weather_inspect", message="look", files=[script.LINK])
    _, file_part = json.loads(answer.body)["parts"]
    assert script.LINK in json.dumps(file_part)


def test_a_context_is_continued(session: Session) -> None:
    first = session.client.call("weather_inspect", message="one")
    context = first.trailer["context"]
    second = session.client.call("weather_inspect", message="two", context_id=context)
    assert json.loads(second.body)["contextId"] == context


@both_ways
def test_a_slow_task(session: Session, agent: str) -> None:
    answer = session.client.call(f"{agent}_slow", message="go")
    assert not answer.is_error
    assert answer.body == script.SLOW_ANSWER
    assert_ended(answer, "completed", agent)


def test_the_steps_of_a_streamed_task_are_told(session: Session) -> None:
    answer = session.client.call("weather_slow", message="go")
    if is_version_at_least(session.client.protocol_version, "2025-03-26"):
        told = [message for message in answer.progress if message in script.STEPS]
        assert told == list(script.STEPS)
    else:
        assert len(answer.progress) >= len(script.STEPS)


@both_ways
def test_several_artifacts(session: Session, agent: str) -> None:
    answer = session.client.call(f"{agent}_artifacts", message="go")
    assert not answer.is_error
    assert_ended(answer, "completed", agent)

    report, _, rest = answer.body.partition("{")
    data, end = json.JSONDecoder().raw_decode("{" + rest)
    files = ("{" + rest)[end:]
    assert report.startswith(script.REPORT_TEXT)
    assert data == script.REPORT_DATA
    for word in (script.CSV_NAME, "text/csv", str(len(script.CSV)), sha256(script.CSV)):
        assert word in files
    assert files.index(script.CSV_NAME) < files.index(script.LINK)

    images = [block for block in answer.content if block["type"] == "image"]
    assert [(image["mimeType"], image["data"]) for image in images] == [("image/png", script.PNG_BASE64)]


def test_an_artifact_in_chunks(session: Session) -> None:
    answer = session.client.call("weather_chunks", message="go")
    assert not answer.is_error
    assert answer.body == "".join(script.CHUNKS)
    assert_ended(answer, "completed")


def test_polled_chunks_are_the_parts_of_one_artifact(session: Session) -> None:
    """What was a chunk and what a part of its own, a snapshot of the task does not say."""
    answer = session.client.call("polled_chunks", message="go")
    assert not answer.is_error
    assert answer.body.replace("\n", "") == "".join(script.CHUNKS)
    assert_ended(answer, "completed", "polled")


@both_ways
def test_a_question_and_its_answer(session: Session, agent: str) -> None:
    question = session.client.call(f"{agent}_ask", message="What is the weather?")
    assert not question.is_error
    assert script.QUESTION in question.body
    assert_ended(question, "input-required", agent)
    task = question.trailer["task"]
    assert task in question.body

    answer = session.client.call(f"{agent}_ask", message="Oslo", task_id=task)
    assert not answer.is_error
    assert answer.body == script.forecast("Oslo")
    assert_ended(answer, "completed", agent)
    assert answer.trailer["task"] == task


def test_a_sign_in(session: Session) -> None:
    request = session.client.call("weather_signin", message="What is the weather?")
    assert not request.is_error
    assert script.SIGN_IN_URL in request.body
    assert_ended(request, "auth-required")
    task = request.trailer["task"]
    assert task in request.body

    answer = session.client.call("weather_signin", message="done", task_id=task)
    assert answer.body == script.SIGNED_IN
    assert_ended(answer, "completed")


@both_ways
@pytest.mark.parametrize(
    ("skill", "state", "words"),
    [("fail", "failed", script.FAILURE), ("reject", "rejected", script.REJECTION)],
)
def test_an_agent_that_does_not_do_it(
    session: Session, agent: str, skill: str, state: str, words: str
) -> None:
    answer = session.client.call(f"{agent}_{skill}", message="go")
    assert answer.is_error
    assert words in answer.body
    assert_ended(answer, state, agent)


@both_ways
def test_a_canceled_call_cancels_the_task(session: Session, agent: str) -> None:
    events = session.agent(agent).events()
    answer = session.client.call(f"{agent}_forever", message="go", cancel_after=1)
    assert answer.canceled
    session.agent(agent).wait_for("canceled", events)
    session.agent(agent).wait_for("ended", events)


@both_ways
def test_a_task_that_outlasts_its_call(session: Session, agent: str) -> None:
    events = session.agent(agent).events()
    started = session.client.call(f"{agent}_forever", message="go", wait_seconds=1)
    assert not started.is_error
    assert "a2a_task_wait" in started.body
    assert_ended(started, "working", agent)
    handle: JSONObject = {"agent": agent, "task_id": started.trailer["task"]}

    waited = session.client.call("a2a_task_wait", wait_seconds=1, **handle)
    assert not waited.is_error
    assert_ended(waited, "working", agent)
    assert waited.trailer["task"] == handle["task_id"]

    canceled = session.client.call("a2a_task_cancel", **handle)
    assert canceled.trailer["state"] == "canceled"
    session.agent(agent).wait_for(f"canceled {handle['task_id']}", events)
    session.agent(agent).wait_for(f"ended {handle['task_id']}", events)


def test_a_long_answer_is_cut_and_says_so(session: Session) -> None:
    answer = session.client.call("weather_big", message=str(8 * MIB))
    whole = script.big_text(8 * MIB)
    shown = common_prefix(answer.body, whole)
    assert not answer.is_error
    assert DEFAULT_CAP - 1_000 <= shown <= DEFAULT_CAP
    assert str(8 * MIB - shown) in answer.text[shown:].replace(",", "").replace(" ", "")
    assert len(answer.text) <= DEFAULT_CAP + 1_000
    assert_ended(answer, "completed")


def test_a_raised_cap_lets_all_through(session: Session) -> None:
    answer = session.client.call("wide_big", message=str(WIDE_CAP - 1))
    assert not answer.is_error
    assert answer.body == script.big_text(WIDE_CAP - 1)
    assert_ended(answer, "completed", "wide")


def test_a_bearer_token_opens_the_agent(session: Session) -> None:
    answer = session.client.call("guarded_echo", message="hello")
    assert not answer.is_error
    assert answer.body == f"{script.ECHO_PREFIX}hello"


def test_a_wrong_token_is_an_error_that_names_the_agent(session: Session) -> None:
    answer = session.client.call("locked_echo", message="hello")
    assert answer.is_error
    assert "locked" in answer.text
    assert "401" in answer.text


def test_wrong_arguments_are_explained(session: Session) -> None:
    answer = session.client.call("weather_echo", text="hello")
    assert answer.is_error
    assert "message" in answer.text


def test_an_unknown_tool_is_refused(session: Session) -> None:
    answer = session.client.call("weather_nonsense", message="hello")
    assert answer.failure is not None
    assert "weather_nonsense" in answer.failure


def test_everything_that_was_written_is_valid(session: Session) -> None:
    """The last one: ends the session and judges every line of it."""
    recording = session.client.close()
    assert problems(recording) == []
    assert recording.exit_code == 0
    assert not any(TOKEN in line for _, line in recording.lines)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def common_prefix(one: str, other: str) -> int:
    pairs = zip(one, other)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
