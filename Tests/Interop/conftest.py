"""What the tests share: agents that live as long as the run, and hosts that live as long as a test."""

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from implementations import Implementation
from peers import TOKEN, Agent, Host
from validate import JSONObject


class Fleet:
    """The agents on one implementation, each started when it is first wanted."""

    def __init__(self, implementation: Implementation) -> None:
        self.implementation = implementation
        self.started: list[Agent] = []

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
        return fleets.setdefault(implementation.venv, Fleet(implementation))

    yield fleet
    for used in fleets.values():
        used.close()


@pytest.fixture
def start_host(tmp_path: Path) -> Iterator[StartHost]:
    """Starts a raw host with the bridge below it; both end with the test."""
    with contextlib.ExitStack() as stack:
        yield lambda agents: stack.enter_context(Host(agents, tmp_path))
