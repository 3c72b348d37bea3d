"""Hosts whose user the agent asks: by forms and pages, in every way that the user can answer."""

import json
from collections.abc import Iterator

import desk
import pytest
import script
from browser import open_page

from conftest import StartProgram
from peers import Agent, Answer
from programs import (
    ACCEPT,
    CANCEL,
    DECLINE,
    LEGACY,
    MCP_1_13,
    MCP_1_30,
    MODERN,
    OPEN,
    REPEAT,
    SILENCE,
    Failed,
    GivenUp,
    Kind,
    Program,
    fill,
    reply,
)
from validate import JSONObject, problems

KINDS = (MODERN, LEGACY, MCP_1_30, MCP_1_13)
CONCURRENT_CALLS = 64
WAYS_TO_CALL: tuple[tuple[str, JSONObject], ...] = (
    ("office", {"skill": "survey"}),
    ("a2a_call_skill", {"agent": "wide", "skill": "survey"}),
)
"""Where the agent has one tool, or none."""


def agents(agent: Agent) -> list[JSONObject]:
    return [
        {"name": "desk", "url": agent.url},
        {"name": "hasty", "url": agent.url, "wait": "1s"},
        {"name": "office", "url": agent.url, "tools": {"mode": "perAgent"}},
        {"name": "wide", "url": agent.url, "tools": {"mode": "search"}},
    ]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.id)
def program(
    request: pytest.FixtureRequest, desk_agent: Agent, start_program: StartProgram
) -> Iterator[Program]:
    kind: Kind = request.param
    program = start_program(kind, agents(desk_agent))
    assert program.do("version") == kind.version
    yield program
    program.close()


def assert_ended(answer: Answer, body: str) -> None:
    assert not answer.is_error
    assert answer.body == body
    assert answer.trailer["state"] == "completed"


def assert_left_open(answer: Answer, words: str, state: str = "input-required") -> str:
    """That the answer tells what the agent asks and how a model goes on; returns the task."""
    assert not answer.is_error
    assert words in answer.text
    assert answer.trailer["state"] == state
    task = answer.trailer["task"]
    assert f'task_id="{task}"' in answer.body
    return task


def test_a_question_is_asked_in_a_form(program: Program) -> None:
    program.will_reply(reply("Oslo"))
    answer = program.call("desk_ask", message="What is the weather?")
    assert_ended(answer, script.forecast("Oslo"))

    (question,) = program.asked(1)
    assert "desk" in question["message"].lower()
    assert script.QUESTION in json.dumps(question)
    assert question["requestedSchema"]["required"] == ["reply"]
    assert question["requestedSchema"]["properties"]["reply"]["type"] == "string"


@pytest.mark.parametrize(("tool", "use"), WAYS_TO_CALL, ids=[tool for tool, _ in WAYS_TO_CALL])
def test_a_skill_that_is_no_tool_of_its_own_asks_too(program: Program, tool: str, use: JSONObject) -> None:
    program.will_reply(reply("wet"), DECLINE)
    answer = program.call(tool, message="2 rain", **use)
    assert len(program.asked(2)) == 2
    task = assert_left_open(answer, desk.survey_question(2, "rain"))
    continued = program.call(tool, message="cold", task_id=task, **use)
    assert_ended(continued, desk.survey_result(["wet", "cold"]))


def test_several_rounds(program: Program) -> None:
    program.will_reply(reply("wet"), reply("cold"), reply("often"))
    assert_ended(program.call("desk_survey", message="3 rain"), desk.survey_result(["wet", "cold", "often"]))
    asked = program.asked(3)
    assert len(asked) == 3
    for number, question in enumerate(asked, 1):
        assert desk.survey_question(number, "rain") in json.dumps(question)


def test_a_form_of_the_agents_own(program: Program) -> None:
    program.will_reply(fill(**desk.ROOM), reply("yes, please"))
    assert_ended(program.call("desk_book", message="a room"), desk.BOOKED)

    form, confirmation = program.asked(2)
    assert desk.ROOM_QUESTION in form["message"]
    fields = form["requestedSchema"]["properties"]
    assert {name: field["type"] for name, field in fields.items()} == {
        "city": "string",
        "nights": "integer",
        "room": "string",
        "breakfast": "boolean",
    }
    assert fields["room"]["enum"] == ["single", "double"]
    assert sorted(form["requestedSchema"]["required"]) == ["city", "nights"]
    assert confirmed_room(confirmation["message"]) == desk.ROOM


def confirmed_room(message: str) -> object:
    return json.JSONDecoder().raw_decode(message, message.index("{"))[0]


def test_a_form_that_is_filled_in_wrongly_is_shown_again(program: Program) -> None:
    program.will_reply(fill(city="Oslo"), fill(city="Oslo", nights=99), fill(**desk.ROOM), reply("no"))
    assert_ended(program.call("desk_book", message="a room"), desk.NOT_BOOKED)
    first, second, third, confirmation = program.asked(4)
    assert all(desk.ROOM_QUESTION in form["message"] for form in (first, second, third))
    assert "nights" in second["message"]
    assert "30" in third["message"]
    assert "Shall I book" in confirmation["message"]


@pytest.mark.parametrize("refusal", [DECLINE, CANCEL], ids=["decline", "cancel"])
def test_a_user_who_does_not_answer_leaves_it_to_the_model(program: Program, refusal: JSONObject) -> None:
    program.will_reply(refusal)
    answer = program.call("desk_ask", message="What is the weather?")
    assert len(program.asked(1)) == 1
    task = assert_left_open(answer, script.QUESTION)
    assert_ended(program.call("desk_ask", message="Oslo", task_id=task), script.forecast("Oslo"))


def test_a_user_who_leaves_after_a_round(program: Program) -> None:
    program.will_reply(reply("wet"), DECLINE)
    answer = program.call("desk_survey", message="2 rain")
    task = assert_left_open(answer, desk.survey_question(2, "rain"))
    continued = program.call("desk_survey", message="cold", task_id=task)
    assert_ended(continued, desk.survey_result(["wet", "cold"]))


def test_a_host_that_breaks_when_it_is_asked(program: Program) -> None:
    program.will_reply({"breaks": "no display"})
    if program.kind.is_modern:
        # The host itself gives up; the bridge hears nothing of it.
        with pytest.raises(Failed, match="no display"):
            program.call("desk_ask", message="What is the weather?")
    else:
        answer = program.call("desk_ask", message="What is the weather?")
        assert_left_open(answer, script.QUESTION)
    assert program.call("desk_echo", message="next").body == f"{script.ECHO_PREFIX}next"


def test_a_secret_is_not_asked_for_in_a_form(program: Program) -> None:
    program.will_reply(reply("hunter2"))
    answer = program.call("desk_survey", message="1 your password")
    assert_left_open(answer, desk.survey_question(1, "your password"))
    assert program.asked(0) == []


def test_many_questions_at_once_get_each_its_own_answer(program: Program) -> None:
    program.will_reply(REPEAT)
    topics = [f"topic-{number:03d}-" for number in range(CONCURRENT_CALLS)]
    calls = [program.start_call("desk_survey", message=f"1 {topic}") for topic in topics]
    for topic, answer in zip(topics, map(program.answer, calls), strict=True):
        assert answer.trailer["state"] == "completed"
        assert desk.survey_question(1, topic) in answer.body
        assert [other for other in topics if other in answer.text] == [topic]


def test_many_calls_at_once_get_each_its_own_answer(program: Program) -> None:
    words = [f"word-{number:03d}" for number in range(CONCURRENT_CALLS)]
    calls = [program.start_call("desk_echo", message=word) for word in words]
    bodies = [program.answer(call).body for call in calls]
    assert bodies == [script.ECHO_PREFIX + word for word in words]


def test_a_sign_in_at_a_page(program: Program, desk_agent: Agent) -> None:
    events = desk_agent.events()
    program.will_reply(OPEN)
    answer = program.call("desk_signin", message="go")
    page = f"{desk_agent.url}{desk.SIGN_IN_PATH}"
    if not program.kind.opens_pages:
        task = assert_left_open(answer, page, "auth-required")
        assert program.asked(0) == []
        open_page(f"{page}{task}")
        assert_ended(program.call("a2a_task_wait", agent="desk", task_id=task), script.SIGNED_IN)
        return
    assert_ended(answer, script.SIGNED_IN)
    (question,) = program.asked(1)
    assert question["mode"] == "url"
    assert question["url"] == f"{page}{answer.trailer['task']}"
    desk_agent.wait_for(f"visited {answer.trailer['task']}", events)


def test_a_page_that_is_not_opened_at_once_is_shown_again(program: Program) -> None:
    program.will_reply(ACCEPT, OPEN)
    answer = program.call("hasty_signin", message="go")
    if program.kind.opens_pages:
        assert_ended(answer, script.SIGNED_IN)
        first, second = program.asked(2)
        assert first["url"] == second["url"]
    else:
        assert_left_open(answer, desk.SIGN_IN_PATH, "auth-required")


@pytest.mark.parametrize("refusal", [DECLINE, CANCEL], ids=["decline", "cancel"])
def test_a_user_who_does_not_sign_in(program: Program, desk_agent: Agent, refusal: JSONObject) -> None:
    program.will_reply(refusal)
    answer = program.call("desk_signin", message="go")
    assert_left_open(answer, f"{desk_agent.url}{desk.SIGN_IN_PATH}", "auth-required")
    assert len(program.asked(0)) == (1 if program.kind.opens_pages else 0)


def test_everything_that_was_written_is_valid(program: Program) -> None:
    """The last one: ends the host and judges every line of it."""
    recording = program.close()
    assert problems(recording) == []
    assert recording.exit_code == 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_call_given_up_while_the_user_is_asked(
    kind: Kind, desk_agent: Agent, start_program: StartProgram
) -> None:
    program = start_program(kind, agents(desk_agent))
    program.will_reply(SILENCE)
    call = program.start_call("desk_ask", message="What is the weather?")
    program.asked(1)
    program.give_up(call)
    with pytest.raises(GivenUp):
        program.end(call)
    if not kind.is_modern:
        program.wait_until_written(lambda message: message.get("method") == "notifications/cancelled")
    # An answer that comes too late, from hosts that don't take the question back.
    program.will_reply(CANCEL)
    assert program.call("desk_echo", message="next").body == f"{script.ECHO_PREFIX}next"
    recording = program.close()
    assert problems(recording) == []
    assert recording.exit_code == 0


def test_an_answer_counts_once(desk_agent: Agent, start_program: StartProgram) -> None:
    """The state of a question, for the same call and for others."""
    program = start_program(MODERN, agents(desk_agent))
    call: JSONObject = {"tool": "desk_survey", "arguments": {"message": "2 rain"}}
    question = program.do("once", **call)
    (key,) = question["inputRequests"]
    answer = {
        "input_responses": {key: reply("wet")},
        "request_state": question["requestState"],
    }
    for other in (
        {**call, "arguments": {"message": "2 snow"}},
        {**call, "tool": "desk_ask"},
        {**call, "tool": "hasty_survey"},
    ):
        with pytest.raises(Failed) as refused:
            program.do("once", **other, **answer)
        assert refused.value.code == -32602

    assert program.do("once", **call, **answer)["resultType"] == "input_required"
    with pytest.raises(Failed) as refused:
        program.do("once", **call, **answer)
    assert refused.value.code == -32602
    assert problems(program.close()) == []
