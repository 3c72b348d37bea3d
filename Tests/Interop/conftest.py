"""What the tests share: agents that live as long as the run, hosts that live as long as a test, and a record of
which implementations were tried how.
"""

import contextlib
import functools
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from compatibility import Row
from implementations import IMPLEMENTATIONS, Implementation, Interface
from peers import TOKEN, Agent, Host
from programs import DESK, Kind, Program
from validate import JSONObject
from world import World, running_world

# Whoever runs the tests in the background of a shell has them ignore it, and a bridge keeps ignoring what it is started
# with.
signal.signal(signal.SIGINT, signal.default_int_handler)


class Fleet:
    """The agents on one implementation, each started when it is first wanted."""

    def __init__(self, implementation: Implementation) -> None:
        self.implementation = implementation
        self.started: list[Agent] = []

    def start(self) -> None:
        """Starts the first two side by side, and does not wait for them."""
        for agent in ("streaming", "polled"):
            getattr(self, agent)

    @functools.cached_property
    def streaming(self) -> Agent:
        return self._start()

    @functools.cached_property
    def polled(self) -> Agent:
        return self._start("--no-streaming")

    @functools.cached_property
    def guarded(self) -> Agent:
        """One that wants a token."""
        return self._start("--token", TOKEN)

    def _start(self, *options: str) -> Agent:
        self.started.append(Agent(self.implementation, *options))
        return self.started[-1]

    def close(self) -> None:
        for agent in self.started:
            agent.kill()


class StartHost(Protocol):
    def __call__(self, agents: Sequence[JSONObject]) -> Host: ...


FleetOn = Callable[[Implementation], Fleet]


@pytest.fixture(scope="session")
def fleet_on() -> Iterator[FleetOn]:
    """The fleet on an implementation, the same for all tests."""
    fleets: dict[str, Fleet] = {}

    def fleet(implementation: Implementation) -> Fleet:
        return fleets.setdefault(implementation.id, Fleet(implementation))

    yield fleet
    for used in fleets.values():
        used.close()


@pytest.fixture
def start_host(tmp_path: Path) -> Iterator[StartHost]:
    """Starts a raw host with the bridge below it; both end with the test."""
    with contextlib.ExitStack() as stack:
        yield lambda agents: stack.enter_context(Host(agents, tmp_path))


@pytest.fixture(scope="session")
def desk_agent() -> Iterator[Agent]:
    """The agent that asks, the same for all tests."""
    with Agent(DESK) as agent:
        yield agent


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Agents behind authentication, the same for all tests."""
    with running_world(tmp_path_factory.mktemp("world")) as world:
        yield world


class StartProgram(Protocol):
    def __call__(self, kind: Kind, agents: Sequence[JSONObject]) -> Program: ...


@pytest.fixture(scope="module")
def start_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartProgram]:
    """Starts a host program with the bridge below it; both end with the module."""
    with contextlib.ExitStack() as stack:

        def start(kind: Kind, agents: Sequence[JSONObject]) -> Program:
            program = Program(kind, agents, tmp_path_factory.mktemp(kind.id))
            stack.callback(program.close)
            return program

        yield start


class Tried:
    """What was tried with which interface, and how it went."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[Implementation, Interface, str, bool]] = []

    def add(self, case: tuple[Implementation, Interface, bool], column: str, passed: bool) -> None:
        implementation, interface, streams = case
        column = "stream" if column == "answer" and streams else column
        self.outcomes.append((implementation, interface, column, passed))

    def rows(self) -> list[Row]:
        """One for each interface, in the order in which they are declared."""
        rows = []
        for implementation in IMPLEMENTATIONS:
            for interface in implementation.interfaces:
                row = Row(implementation.title, implementation.version, interface.binding, interface.version)
                for tried, through, column, passed in self.outcomes:
                    if (tried, through) == (implementation, interface):
                        row.add(column, passed)
                rows.append(row)
        return rows


TRIED = pytest.StashKey[Tried]()


@pytest.fixture(scope="session")
def tried(pytestconfig: pytest.Config) -> Tried:
    return pytestconfig.stash[TRIED]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TRIED] = Tried()
    config.addinivalue_line("markers", "exercises(column): what a test tries, a column of README.md")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    marker = item.get_closest_marker("exercises")
    was_tried = report.failed or (report.when == "call" and report.passed)
    if marker is not None and isinstance(item, pytest.Function) and was_tried:
        case: Any = item.callspec.params["peer"]
        item.config.stash[TRIED].add(case, marker.args[0], report.passed)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """The table is judged last, and by a run of everything only."""
    everything = len(items)
    yield
    last = [item for item in items if item.path.name == "test_compatibility.py"]
    others = [item for item in items if item not in last]
    is_partial = len(items) < everything or not any(item.get_closest_marker("exercises") for item in items)
    if is_partial or any("::" in argument for argument in config.args):
        config.hook.pytest_deselected(items=last)
        last = []
    items[:] = others + last
