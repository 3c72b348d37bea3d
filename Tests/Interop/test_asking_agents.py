"""Questions of agents on each implementation that takes a reply, answered by a user in a form."""

import pytest
import script

from conftest import FleetOn, StartProgram
from implementations import (
    A2A_SDK_0_2,
    A2A_SDK_0_3,
    A2A_SDK_1_3,
    PRACTICAL_GUIDE,
    PYTHON_A2A,
    Implementation,
    Interface,
)
from peers import entry
from programs import MODERN, Program, reply
from validate import JSONObject, problems

ASKING = (A2A_SDK_1_3, A2A_SDK_0_3, A2A_SDK_0_2, PYTHON_A2A, PRACTICAL_GUIDE)
WAYS = ("streaming", "polled")

LOOKS_IN_VAIN = ((A2A_SDK_0_2, "gRPC"),)
"""Before it answers a form the bridge looks at the task, which this server finds only by an id without hyphens."""

CASES = [
    (implementation, interface, way)
    for implementation in ASKING
    for interface in implementation.interfaces
    for way in WAYS
    if (implementation, interface.binding) not in LOOKS_IN_VAIN and (interface.streams or way == "polled")
]


def name(implementation: Implementation, interface: Interface, way: str) -> str:
    """What the agent is called in the bridge's configuration."""
    return f"{way[0]}{ASKING.index(implementation)}_{interface.name}"


@pytest.fixture(scope="module")
def program(fleet_on: FleetOn, start_program: StartProgram) -> Program:
    agents: list[JSONObject] = []
    for implementation in ASKING:
        fleet = fleet_on(implementation)
        fleet.start()
        served = {"streaming": fleet.streaming, "polled": fleet.polled}
        for case in CASES:
            if case[0] is implementation:
                agents.append(entry(name(*case), case[1], served[case[2]]))
    program = start_program(MODERN, agents)
    program.do("tools")
    return program


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].id}-{case[1].name}-{case[2]}")
def test_a_question_of_any_agent(program: Program, case: tuple[Implementation, Interface, str]) -> None:
    program.will_reply(reply("Oslo"))
    word = "ask " if case[0].by_word else ""
    answer = program.call(
        f"{name(*case)}_{case[0].only_tool or 'ask'}", message=f"{word}What is the weather?"
    )
    assert not answer.is_error
    assert answer.body == script.forecast("Oslo")
    assert answer.trailer["state"] == "completed"
    (question,) = program.asked(1)
    assert script.QUESTION in question["message"]


def test_everything_that_was_written_is_valid(program: Program) -> None:
    """The last one: ends the host and judges every line of it."""
    recording = program.close()
    assert problems(recording) == []
    assert recording.exit_code == 0
