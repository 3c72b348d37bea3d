"""How the tests speak to a client script: a JSON call a line on stdin, a JSON report a line on stdout.

The first report is about the connection itself: the protocol version and the tools. Uses nothing but
anyio, which every generation of the `mcp` package brings along.
"""

import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import anyio
import anyio.to_thread


@dataclass(frozen=True)
class Call:
    """One tools/call to make."""

    tool: str
    arguments: dict[str, Any]
    cancel_after: int | None
    """Cancel the call when that many progress notifications have come."""


@dataclass
class Report:
    """What the client's user got to see of one call."""

    content: list[dict[str, Any]] = field(default_factory=list)
    is_error: bool = False
    progress: list[str | None] = field(default_factory=list)
    """The message of each progress notification, in order."""
    failure: str | None = None
    """The protocol error that came instead of a result."""
    canceled: bool = False


async def calls() -> AsyncIterator[Call]:
    """The calls to make, until stdin ends."""
    while line := await anyio.to_thread.run_sync(sys.stdin.readline):
        yield Call(**json.loads(line))


def say_connected(protocol_version: str, tools: list[dict[str, Any]]) -> None:
    _write({"protocol_version": protocol_version, "tools": tools})


def say(report: Report) -> None:
    _write(vars(report))


def _write(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)
