"""What the tests share: agents that live as long as the run, and hosts that live as long as a test."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from peers import TOKEN, Agent, Host
from validate import JSONObject


class Fleet:
    """The agents on one SDK: one that streams, one that has to be polled, one that wants a token."""

    def __init__(self, sdk: str) -> None:
        self.streaming = Agent(sdk)
        self.polled = Agent(sdk, "--no-streaming")
        self.guarded = Agent(sdk, "--token", TOKEN)

    def close(self) -> None:
        for agent in (self.streaming, self.polled, self.guarded):
            agent.kill()


class StartHost(Protocol):
    def __call__(self, agents: Sequence[JSONObject]) -> Host: ...


@pytest.fixture(scope="session")
def fleet_on() -> Iterator[Callable[[str], Fleet]]:
    """The fleet on an SDK, started when it is first wanted."""
    fleets: dict[str, Fleet] = {}

    def fleet(sdk: str) -> Fleet:
        if sdk not in fleets:
            fleets[sdk] = Fleet(sdk)
        return fleets[sdk]

    yield fleet
    for started in fleets.values():
        started.close()


@pytest.fixture
def start_host(tmp_path: Path) -> Iterator[StartHost]:
    """Starts a raw host with the bridge below it; both end with the test."""
    with contextlib.ExitStack() as stack:
        yield lambda agents: stack.enter_context(Host(agents, tmp_path))
