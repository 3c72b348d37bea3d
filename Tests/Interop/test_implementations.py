"""Every binding of every implementation: the bridge gets what the implementation's own client gets."""

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import script

from conftest import Fleet, FleetOn
from implementations import IMPLEMENTATIONS, Implementation, Interface
from outcomes import Outcome, assert_same, parts_of
from peers import Agent, Answer, Host, OwnClient, entry, unused_port
from validate import JSONObject


exercises = pytest.mark.exercises
WAYS = {True: "streamed", False: "polled"}


class Bench:
    """An implementation's agents, its own client, and a bridge that has every one of their interfaces."""

    def __init__(self, fleet: Fleet, folder: Path) -> None:
        self.fleet = fleet
        self.folder = folder
        self.own = OwnClient(fleet.implementation)
        interfaces = fleet.implementation.interfaces
        peers = [Peer(self, interface, streams) for interface in interfaces for streams in interface.ways]
        agents = [entry(peer.name, peer.interface, peer.agent) for peer in peers]
        self.host = Host(agents, folder, tools={"taskList": True})

    @functools.cached_property
    def told(self) -> Host:
        """A bridge with a webhook, and with the agents that don't stream."""
        peers = [Peer(self, interface, False) for interface in self.fleet.implementation.interfaces]
        agents = [entry(peer.name, peer.interface, peer.agent) for peer in peers]
        return Host(agents, self.folder / "told", push={"listen": f"127.0.0.1:{unused_port()}"})

    @functools.cached_property
    def guarded(self) -> Host:
        """A bridge with the agents that want a token: once with the right one, once with a wrong one."""
        tokens = {"": {"env": "AGENT_TOKEN"}, "_locked": "wrong"}
        agent = self.fleet.guarded
        agents = [
            {
                **entry(interface.name + ending, interface, agent),
                "auth": {"type": "bearer", "token": token},
            }
            for interface in self.fleet.implementation.interfaces
            for ending, token in tokens.items()
        ]
        return Host(agents, self.folder / "guarded")

    def close(self) -> None:
        self.own.kill()
        for host in ("host", "told", "guarded"):
            if host in self.__dict__:
                self.__dict__[host].__exit__()


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
    def implementation(self) -> Implementation:
        return self.bench.fleet.implementation

    def text(self, skill: str, message: str, is_reply: bool) -> str:
        """What is sent: the message, after the skill where nothing else tells it."""
        return f"{skill} {message}" if self.implementation.by_word and not is_reply else message

    def start(self, skill: str, message: str, **arguments: Any) -> int:
        """Calls through the bridge and returns the id of the call."""
        tool = f"{self.name}_{self.implementation.only_tool or skill}"
        text = self.text(skill, message, is_reply="task_id" in arguments)
        return self.bench.host.start_call(tool, message=text, **arguments)

    def own(self, skill: str, message: str, **order: object) -> Outcome:
        """Calls with the implementation's own client."""
        streams = self.streams or self.interface.own_client_streams
        agent = self.bench.fleet.streaming if streams else self.bench.fleet.polled
        return Outcome(
            **self.bench.own.perform(
                url=self.interface.url(agent.url),
                binding=self.interface.sdk_binding,
                streaming=streams,
                skill=skill,
                text=self.text(skill, message, is_reply="task_id" in order),
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


def peers_for(*skills: str, ways: tuple[bool, ...] = (True, False)) -> pytest.MarkDecorator:
    """Runs a test on every interface that has the skills, with a stream and without."""
    cases = [
        pytest.param(
            (implementation, interface, streams),
            id=f"{implementation.id}-{interface.name}-{WAYS[streams]}",
        )
        for implementation in IMPLEMENTATIONS
        for interface in implementation.interfaces
        for streams in interface.ways
        if streams in ways
        and implementation.skills >= {*skills}
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
        if implementation.id not in benches:
            for soon in IMPLEMENTATIONS[IMPLEMENTATIONS.index(implementation) :][:2]:
                fleet_on(soon).start()
            folder = tmp_path_factory.mktemp(implementation.id)
            benches[implementation.id] = Bench(fleet_on(implementation), folder)
        return benches[implementation.id]

    yield bench
    for used in benches.values():
        used.close()


@pytest.fixture
def peer(request: pytest.FixtureRequest, bench_on: Callable[[Implementation], Bench]) -> Peer:
    implementation, interface, streams = request.param
    return Peer(bench_on(implementation), interface, streams)


@exercises("answer")
@peers_for("echo")
def test_an_immediate_message(peer: Peer) -> None:
    answer, own = peer.both("echo", "hello, agent")
    assert_same(answer, own)
    assert answer.body == f"{script.ECHO_PREFIX}hello, agent"


@exercises("answer")
@peers_for("slow")
def test_a_slow_task(peer: Peer) -> None:
    answer, own = peer.both("slow", "go")
    assert_same(answer, own)
    assert answer.body == script.SLOW_ANSWER


@exercises("files and data")
@peers_for("artifacts")
def test_several_artifacts(peer: Peer) -> None:
    assert_same(*peer.both("artifacts", "go"))


@exercises("files and data")
@peers_for("chunks")
def test_an_artifact_in_chunks(peer: Peer) -> None:
    assert_same(*peer.both("chunks", "go"))


@exercises("files and data")
@peers_for("inspect")
def test_what_reaches_the_agent(peer: Peer) -> None:
    sent: JSONObject = {"city": "Oslo", "metric": True, "days": [1, None]}
    call = peer.start("inspect", "look", data=sent, files=[script.LINK])
    own = peer.own("inspect", "look", data=sent, link=script.LINK)
    seen = json.loads(peer.answer(call).body)["parts"]
    own_seen = next(parts_of(own))["data"]["parts"]
    assert seen[:2] == own_seen[:2]
    assert script.LINK in json.dumps(seen[2])


@exercises("question")
@peers_for("ask")
def test_a_question(peer: Peer) -> None:
    question, own = peer.both("ask", "What is the weather?")
    assert_same(question, own)
    assert question.trailer["state"] == "input-required"
    assert script.QUESTION in question.body


@exercises("reply")
@peers_for("ask", "reply")
def test_the_answer_to_a_question(peer: Peer) -> None:
    question, own_question = peer.both("ask", "What is the weather?")
    reply = peer.start("ask", "Oslo", task_id=question.trailer["task"])
    own = peer.own("ask", "Oslo", task_id=own_question.task_id, context_id=own_question.context_id)
    answer = peer.answer(reply)
    assert_same(answer, own)
    assert answer.body == script.forecast("Oslo")
    assert answer.trailer["task"] == question.trailer["task"]


@exercises("question")
@peers_for("signin")
def test_a_sign_in(peer: Peer) -> None:
    assert_same(*peer.both("signin", "What is the weather?"))


@exercises("failure")
@peers_for("fail")
def test_a_failure(peer: Peer) -> None:
    answer, own = peer.both("fail", "go")
    assert_same(answer, own)
    assert script.FAILURE in answer.body


@exercises("failure")
@peers_for("reject")
def test_a_rejection(peer: Peer) -> None:
    answer, own = peer.both("reject", "go")
    assert_same(answer, own)
    assert script.REJECTION in answer.body


@exercises("cancel")
@peers_for("forever")
def test_a_task_that_outlasts_its_call_and_is_canceled(peer: Peer) -> None:
    call = peer.start("forever", "go", wait_seconds=1)
    own = peer.own("forever", "go", cancels=True)
    started = peer.answer(call)
    assert started.trailer["state"] in ("submitted", "working")

    events = peer.agent.events()
    task = started.trailer["task"]
    peer.bench.host.call("a2a_task_cancel", agent=peer.name, task_id=task)
    peer.agent.wait_for("ended", events)
    assert_same(peer.bench.host.call("a2a_task_wait", agent=peer.name, task_id=task), own)


@exercises("list")
@peers_for("echo", "list", ways=(False,))
def test_the_tasks_of_a_conversation(peer: Peer) -> None:
    own = peer.own("fail", "go")
    listing = peer.bench.host.call("a2a_task_list", agent=peer.name, context_id=own.context_id)
    assert f"task={own.task_id} context={own.context_id} state=failed" in listing.text


@exercises("push")
@peers_for("slow", "push", ways=(False,))
def test_a_webhook_is_told(peer: Peer) -> None:
    events = peer.agent.events()
    call = peer.bench.told.start_call(f"{peer.name}_slow", message="go")
    own = peer.own("slow", "go")
    assert_same(peer.bench.told.answer(call), own)
    assert peer.agent.wait_for("pushed", events).strip() == "pushed 200"


@exercises("token")
@peers_for("echo", "token", ways=(False,))
def test_a_token_opens_the_agent(peer: Peer) -> None:
    opened = peer.bench.guarded.call(f"{peer.interface.name}_echo", message="hello")
    assert opened.body == f"{script.ECHO_PREFIX}hello"
    refused = peer.bench.guarded.call(f"{peer.interface.name}_locked_echo", message="hello")
    assert refused.is_error
    assert "credentials" in refused.text
