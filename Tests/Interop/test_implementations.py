"""Every binding of every implementation: the bridge gets what the implementation's own client gets."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import script

from conftest import Fleet, FleetOn
from implementations import IMPLEMENTATIONS, Implementation, Interface
from outcomes import Outcome, assert_same, parts_of
from peers import Agent, Answer, Host, OwnClient
from validate import JSONObject


class Bench:
    """An implementation's agents, its own client, and a bridge that has every one of their interfaces."""

    def __init__(self, fleet: Fleet, folder: Path) -> None:
        self.fleet = fleet
        self.own = OwnClient(fleet.implementation)
        interfaces = fleet.implementation.interfaces
        peers = [Peer(self, interface, streams) for interface in interfaces for streams in (True, False)]
        self.host = Host([{"name": peer.name, "url": peer.url} for peer in peers], folder)

    def close(self) -> None:
        self.own.kill()
        self.host.__exit__()


@dataclass(frozen=True)
class Peer:
    """One interface of an implementation's agent, streaming or not, to be called both ways."""

    bench: Bench
    interface: Interface
    streams: bool

    @property
    def name(self) -> str:
        """What the agent is called in the bridge's configuration."""
        return self.interface.name + ("" if self.streams else "_polled")

    @property
    def agent(self) -> Agent:
        return self.bench.fleet.streaming if self.streams else self.bench.fleet.polled

    @property
    def url(self) -> str:
        return f"{self.agent.url}/{self.interface.path}"

    def start(self, skill: str, message: str, **arguments: object) -> int:
        """Calls through the bridge and returns the id of the call."""
        only_tool = self.bench.fleet.implementation.only_tool
        text = f"{skill} {message}" if only_tool else message
        return self.bench.host.start_call(f"{self.name}_{only_tool or skill}", message=text, **arguments)

    def own(self, skill: str, message: str, **order: object) -> Outcome:
        """Calls with the implementation's own client."""
        streams = self.streams or self.interface.own_client_streams
        agent = self.bench.fleet.streaming if streams else self.bench.fleet.polled
        text = f"{skill} {message}" if self.bench.fleet.implementation.only_tool else message
        return Outcome(
            **self.bench.own.perform(
                url=f"{agent.url}/{self.interface.path}",
                binding=self.interface.sdk_binding,
                streaming=streams,
                skill=skill,
                text=text,
                **order,
            )
        )

    def both(self, skill: str, message: str) -> tuple[Answer, Outcome]:
        """Calls with both at the same time."""
        call = self.start(skill, message)
        own = self.own(skill, message)
        return self.answer(call), own

    def answer(self, call: int) -> Answer:
        return self.bench.host.answer(call)


def peers_for(*skills: str) -> pytest.MarkDecorator:
    """Runs a test on every interface that has the skills, with a stream and without."""
    cases = [
        pytest.param((implementation, interface, streams), id=f"{implementation.venv}-{interface.name}-{how}")
        for implementation in IMPLEMENTATIONS
        for interface in implementation.interfaces
        for streams, how in ((True, "streamed"), (False, "polled"))
        if implementation.skills >= {*skills}
        and interface.unable.isdisjoint(skills)
        and (streams or interface.unable_at_once.isdisjoint(skills))
    ]
    return pytest.mark.parametrize("peer", cases, indirect=True)


@pytest.fixture(scope="module")
def bench_on(
    fleet_on: FleetOn, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Implementation], Bench]]:
    benches: dict[str, Bench] = {}

    def bench(implementation: Implementation) -> Bench:
        if implementation.venv not in benches:
            folder = tmp_path_factory.mktemp(implementation.venv)
            benches[implementation.venv] = Bench(fleet_on(implementation), folder)
        return benches[implementation.venv]

    yield bench
    for used in benches.values():
        used.close()


@pytest.fixture
def peer(request: pytest.FixtureRequest, bench_on: Callable[[Implementation], Bench]) -> Peer:
    implementation, interface, streams = request.param
    return Peer(bench_on(implementation), interface, streams)


@peers_for("echo")
def test_an_immediate_message(peer: Peer) -> None:
    answer, own = peer.both("echo", "hello, agent")
    assert_same(answer, own)
    assert answer.body == f"{script.ECHO_PREFIX}hello, agent"


@peers_for("slow")
def test_a_slow_task(peer: Peer) -> None:
    answer, own = peer.both("slow", "go")
    assert_same(answer, own)
    assert answer.body == script.SLOW_ANSWER


@peers_for("artifacts")
def test_several_artifacts(peer: Peer) -> None:
    assert_same(*peer.both("artifacts", "go"))


@peers_for("chunks")
def test_an_artifact_in_chunks(peer: Peer) -> None:
    assert_same(*peer.both("chunks", "go"))


@peers_for("inspect")
def test_what_reaches_the_agent(peer: Peer) -> None:
    sent: JSONObject = {"city": "Oslo", "metric": True, "days": [1, None]}
    call = peer.start("inspect", "look", data=sent, files=[script.LINK])
    own = peer.own("inspect", "look", data=sent, link=script.LINK)
    seen = json.loads(peer.answer(call).body)["parts"]
    own_seen = next(parts_of(own))["data"]["parts"]
    assert seen[:2] == own_seen[:2]
    assert script.LINK in json.dumps(seen[2])


@peers_for("ask")
def test_a_question(peer: Peer) -> None:
    question, own = peer.both("ask", "What is the weather?")
    assert_same(question, own)
    assert question.trailer["state"] == "input-required"
    assert script.QUESTION in question.body


@peers_for("ask", "reply")
def test_the_answer_to_a_question(peer: Peer) -> None:
    question, own_question = peer.both("ask", "What is the weather?")
    reply = peer.start("ask", "Oslo", task_id=question.trailer["task"])
    own = peer.own("ask", "Oslo", task_id=own_question.task_id, context_id=own_question.context_id)
    answer = peer.answer(reply)
    assert_same(answer, own)
    assert answer.body == script.forecast("Oslo")
    assert answer.trailer["task"] == question.trailer["task"]


@peers_for("signin")
def test_a_sign_in(peer: Peer) -> None:
    assert_same(*peer.both("signin", "What is the weather?"))


@peers_for("fail")
def test_a_failure(peer: Peer) -> None:
    answer, own = peer.both("fail", "go")
    assert_same(answer, own)
    assert script.FAILURE in answer.body


@peers_for("reject")
def test_a_rejection(peer: Peer) -> None:
    answer, own = peer.both("reject", "go")
    assert_same(answer, own)
    assert script.REJECTION in answer.body


@peers_for("forever")
def test_a_task_that_outlasts_its_call_and_is_canceled(peer: Peer) -> None:
    call = peer.start("forever", "go", wait_seconds=1)
    own = peer.own("forever", "go", cancels=True)
    started = peer.answer(call)
    assert started.trailer["state"] == "working"

    events = peer.agent.events()
    task = started.trailer["task"]
    peer.bench.host.call("a2a_task_cancel", agent=peer.name, task_id=task)
    peer.agent.wait_for("ended", events)
    assert_same(peer.bench.host.call("a2a_task_wait", agent=peer.name, task_id=task), own)
