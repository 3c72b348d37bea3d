"""How the tests speak to a client on an agent's own SDK: a JSON order a line on stdin, a JSON outcome a line on stdout.

Runs in the agents' environments: standard library only.
"""

import asyncio
import hashlib
import json
import sys
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

JSONObject = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """One message to send to an agent, and what to make of it."""

    url: str
    """Where the agent's card is."""
    binding: str
    """What the SDK calls the binding to use."""
    streaming: bool
    text: str
    skill: str
    data: JSONObject | None = None
    link: str | None = None
    task_id: str | None = None
    """The task whose question this answers."""
    context_id: str | None = None
    cancels: bool = False
    """Cancel the task once it works."""
    message_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def cancels_at(self, state: str) -> bool:
        """Whether a task in that state is to be canceled; what is not streamed may not be seen working."""
        return self.cancels and (state == "working" or not self.streaming)


@dataclass
class Outcome:
    """What an agent's own SDK makes of the answer."""

    state: str | None = None
    """As 0.3 spells it; None when the agent answered with a message."""
    words: list[JSONObject] = field(default_factory=list)
    """The parts of that message, or of the message of the task's status."""
    artifacts: list[JSONObject] = field(default_factory=list)
    """`{"name": …, "parts": […]}` each."""
    task_id: str | None = None
    context_id: str | None = None
    failure: str | None = None
    """The error that came instead."""


def file_part(name: str | None, media_type: str | None, content: bytes) -> JSONObject:
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "media_type": media_type, "size": len(content), "sha256": digest}


def link_part(name: str | None, media_type: str | None, url: str) -> JSONObject:
    return {"name": name, "media_type": media_type, "url": url}


async def answer(perform: Callable[[Order], Awaitable[Outcome]]) -> None:
    """Performs the orders, one after the other, until stdin ends."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        try:
            outcome = await asyncio.wait_for(perform(Order(**json.loads(line))), 25)
        except Exception as error:
            outcome = Outcome(failure=f"{type(error).__name__}: {error}")
        print(json.dumps(vars(outcome)), flush=True)


def main(perform: Callable[[Order], Awaitable[Outcome]]) -> None:
    asyncio.run(answer(perform))
