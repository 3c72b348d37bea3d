"""Hosts for which a call becomes a task: fastmcp 4 by the extension, fastmcp 3 by 2025-11-25."""

import json
from collections.abc import Iterator
from typing import Any

import desk
import pytest
import script

from conftest import StartProgram
from peers import Agent
from programs import (
    ACCEPT,
    DECLINE,
    FASTMCP_3,
    FASTMCP_4,
    OPEN,
    REPEAT,
    SILENCE,
    Failed,
    GivenUp,
    Kind,
    Program,
    answer_of,
    fill,
    reply,
)
from validate import JSONObject, problems

TTL = 120_000
MANY = 32


@pytest.fixture(scope="module", params=[FASTMCP_4, FASTMCP_3], ids=lambda kind: kind.id)
def program(
    request: pytest.FixtureRequest, desk_agent: Agent, start_program: StartProgram
) -> Iterator[Program]:
    kind: Kind = request.param
    program = start_program(kind, [{"name": "desk", "url": desk_agent.url}])
    yield program
    program.close()


def begin(program: Program, tool: str, message: str) -> str:
    """Calls as a task and returns its id."""
    wish = {} if program.kind.is_modern else {"ttl": TTL}
    begun = program.do("begin", tool=tool, arguments={"message": message}, **wish)
    task: str = begun["taskId"]
    return task


def status(program: Program, task: str) -> Any:
    return program.do("status", task=task)


def test_a_call_becomes_a_task(program: Program) -> None:
    task = begin(program, "desk_slow", "go")
    looked = status(program, task)
    assert looked["status"] in ("working", "completed")
    assert looked["taskId"] == task
    answer = answer_of(program.do("result", task=task))
    assert not answer.is_error
    assert answer.body == script.SLOW_ANSWER
    assert status(program, task)["status"] == "completed"


def test_a_task_has_an_id_of_the_bridges_own(program: Program, desk_agent: Agent) -> None:
    """Not the agent's, which others may guess or know."""
    events = desk_agent.events()
    task = begin(program, "desk_slow", "go")
    assert desk_agent.wait_for("received slow", events).split()[-1] not in task
    program.do("result", task=task)


def test_a_task_says_how_long_it_is_kept(program: Program) -> None:
    """By 2025-11-25 as long as the host wishes; by the extension there is no wish."""
    task = begin(program, "desk_slow", "go")
    looked = status(program, task)
    if program.kind.is_modern:
        assert looked["ttlMs"] is None or looked["ttlMs"] > TTL
    else:
        assert looked["ttl"] == TTL
    program.do("result", task=task)


def test_a_call_that_nobody_wants_as_a_task(program: Program) -> None:
    answer = program.call("desk_slow", message="go")
    assert not answer.is_error
    assert answer.body == script.SLOW_ANSWER


def test_an_answer_at_once(program: Program) -> None:
    """No task at the agent; where the host insists there is one all the same."""
    assert program.call("desk_echo", message="hello").body == f"{script.ECHO_PREFIX}hello"
    if program.kind.is_modern:
        with pytest.raises(Failed, match="instead of a task"):
            begin(program, "desk_echo", "hello")
    else:
        task = begin(program, "desk_echo", "hello")
        answer = answer_of(program.do("result", task=task))
        assert answer.body == f"{script.ECHO_PREFIX}hello"


def finish(program: Program, task: str) -> Any:
    """The result, by the way on which the host is asked."""
    result = program.do("result" if program.kind.is_modern else "payload", task=task)
    return answer_of(result)


def test_a_task_that_asks_twice(program: Program) -> None:
    program.will_reply(reply("wet"), reply("cold"))
    task = begin(program, "desk_survey", "2 rain")
    if not program.kind.is_modern:
        program.do("wait", task=task, state="input_required")
    answer = finish(program, task)
    assert not answer.is_error
    assert answer.body == desk.survey_result(["wet", "cold"])
    for number, question in enumerate(program.asked(2), 1):
        assert desk.survey_question(number, "rain") in json.dumps(question)
    assert status(program, task)["status"] == "completed"


def test_a_task_that_asks_by_a_form_of_the_agents_own(program: Program) -> None:
    program.will_reply(fill(**desk.ROOM), reply("yes"))
    answer = finish(program, begin(program, "desk_book", "a room"))
    assert answer.body == desk.BOOKED
    form, _ = program.asked(2)
    assert form["requestedSchema"]["properties"].keys() == desk.ROOM_SCHEMA["properties"].keys()


def test_a_task_that_wants_a_sign_in(program: Program, desk_agent: Agent) -> None:
    program.will_reply(OPEN)
    answer = finish(program, begin(program, "desk_signin", "go"))
    assert answer.body == script.SIGNED_IN
    question = program.asked(1)[0]
    assert question["mode"] == "url"
    assert question["url"].startswith(f"{desk_agent.url}{desk.SIGN_IN_PATH}")


def test_a_user_who_declines_leaves_it_to_the_model(program: Program) -> None:
    program.will_reply(DECLINE)
    answer = finish(program, begin(program, "desk_ask", "What is the weather?"))
    assert not answer.is_error
    assert script.QUESTION in answer.text
    assert answer.trailer["state"] == "input-required"
    continued = program.call("desk_ask", message="Oslo", task_id=answer.trailer["task"])
    assert continued.body == script.forecast("Oslo")


def test_a_task_waits_until_somebody_answers(program: Program) -> None:
    task = begin(program, "desk_ask", "What is the weather?")
    waiting = program.do("wait", task=task, state="input_required")
    if program.kind.is_modern:
        answer_by_hand(program, task, waiting)
    else:
        answer_in_a_second_try(program, task)


def answer_by_hand(program: Program, task: str, waiting: JSONObject) -> None:
    (key,) = waiting["inputRequests"]
    program.do("update", task=task, answers={"nonsense": ACCEPT})
    assert status(program, task)["inputRequests"].keys() == {key}
    program.do("update", task=task, answers={key: reply("Oslo")})
    assert finish(program, task).body == script.forecast("Oslo")
    program.do("update", task=task, answers={key: reply("Bergen")})
    assert finish(program, task).body == script.forecast("Oslo")


def answer_in_a_second_try(program: Program, task: str) -> None:
    """After a first one, given up while the user is asked."""
    program.will_reply(SILENCE)
    first = program.start("payload", task=task)
    program.asked(1)
    program.give_up(first)
    with pytest.raises(GivenUp):
        program.end(first)
    program.will_reply(reply("Oslo"))
    assert status(program, task)["status"] == "input_required"
    assert finish(program, task).body == script.forecast("Oslo")


def test_many_at_once_get_each_its_own_answer(program: Program) -> None:
    """Tasks by the extension, and calls beside each other where the host asks for none."""
    program.will_reply(REPEAT)
    topics = [f"topic-{number:03d}-" for number in range(MANY)]
    calls = [program.start_call("desk_survey", message=f"1 {topic}") for topic in topics]
    for topic, answer in zip(topics, map(program.answer, calls), strict=True):
        assert desk.survey_question(1, topic) in answer.body
        assert [other for other in topics if other in answer.text] == [topic]


def test_a_task_that_is_canceled(program: Program, desk_agent: Agent) -> None:
    events = desk_agent.events()
    task = begin(program, "desk_forever", "go")
    program.do("cancel", task=task)
    assert program.do("wait", task=task, state="cancelled")["status"] == "cancelled"
    desk_agent.wait_for("canceled", events)
    desk_agent.wait_for("ended", events)
    if program.kind.is_modern:
        program.do("cancel", task=task)
    else:
        with pytest.raises(Failed) as refused:
            program.do("cancel", task=task)
        assert refused.value.code == -32602


def test_a_task_that_fails(program: Program) -> None:
    task = begin(program, "desk_fail", "go")
    ended = program.do("wait", task=task)
    assert ended["status"] == ("completed" if program.kind.is_modern else "failed")
    answer = finish(program, task)
    assert answer.is_error
    assert script.FAILURE in answer.body
    assert answer.trailer["state"] == "failed"


def test_a_task_that_there_is_not(program: Program) -> None:
    for operation in ("status", "cancel"):
        with pytest.raises(Failed) as refused:
            program.do(operation, task="nonsense")
        assert refused.value.code == -32602


def test_a_tool_that_becomes_no_task(program: Program) -> None:
    call = {"tool": "a2a_task_cancel", "arguments": {"agent": "desk", "task_id": "nonsense"}}
    if program.kind.is_modern:
        with pytest.raises(Failed, match="instead of a task"):
            program.do("begin", **call)
    else:
        with pytest.raises(Failed) as refused:
            program.do("begin", **call, ttl=TTL)
        assert refused.value.code == -32601


def test_everything_that_was_written_is_valid(program: Program) -> None:
    """The last one: ends the host and judges every line of it."""
    recording = program.close()
    assert problems(recording) == []
    assert recording.exit_code == 0
