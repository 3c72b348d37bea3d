"""The host programs: what MCP packages make of the bridge when they are asked, follow tasks, listen and read."""

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from implementations import A2A_SDK_1_3
from peers import BRIDGE, HERE, PATIENCE, Answer, Lines, bridge_environment, python, write_config
from validate import JSONObject, Recording

DESK = replace(A2A_SDK_1_3, agent="agent_desk.py")
"""An agent that asks."""


@dataclass(frozen=True)
class Kind:
    """A package that hosts are written on, and the protocol version that it ends up with."""

    venv: str
    script: str
    version: str
    arguments: tuple[str, ...] = ()
    opens_pages: bool = True

    @property
    def is_modern(self) -> bool:
        return self.version == "2026-07-28"

    @property
    def id(self) -> str:
        return "-".join((self.venv, *self.arguments))


MODERN = Kind("client-2.3.0", "host_v2.py", "2026-07-28", ("auto",))
LEGACY = Kind("client-2.3.0", "host_v2.py", "2025-11-25", ("legacy",))
MCP_1_30 = Kind("client-1.30.0", "host_v1.py", "2025-11-25")
MCP_1_13 = Kind("client-1.13.1", "host_v1.py", "2025-06-18", opens_pages=False)
FASTMCP_4 = Kind("fastmcp-4.1.2", "host_fastmcp_v4.py", "2026-07-28")
FASTMCP_3 = Kind("fastmcp-3.3.1", "host_fastmcp_v3.py", "2025-11-25")

START_PATIENCE = 2 * PATIENCE
"""Some packages take seconds to import, on a busy machine many."""

ACCEPT: JSONObject = {"action": "accept"}
DECLINE: JSONObject = {"action": "decline"}
CANCEL: JSONObject = {"action": "cancel"}
OPEN: JSONObject = {"action": "accept", "opens": True}
"""Opens the page before it accepts."""
REPEAT: JSONObject = {"action": "accept", "repeats": "reply"}
"""Replies with the question itself."""
SILENCE: JSONObject = {"silent": True}


def reply(text: str) -> JSONObject:
    return fill(reply=text)


def fill(**content: Any) -> JSONObject:
    return {"action": "accept", "content": content}


class Failed(Exception):
    """What the package raised, with the code if the server sent it."""

    def __init__(self, words: str, code: int | None) -> None:
        super().__init__(words)
        self.code = code


class GivenUp(Exception):
    """The order was given up before it had a result."""


class Program:
    """A host program that has the bridge as its server, everything between them recorded."""

    def __init__(self, kind: Kind, agents: Sequence[JSONObject], folder: Path, **more: JSONObject) -> None:
        self.kind = kind
        folder.mkdir(exist_ok=True)
        self.recording = folder / "recording.jsonl"
        tee = [python(kind.venv), str(HERE / "tee.py"), str(self.recording)]
        bridge = [BRIDGE, "serve", "--config", str(write_config(folder, agents, **more))]
        self.process = subprocess.Popen(
            [python(kind.venv), str(HERE / "hosts" / kind.script), *kind.arguments, *tee, *bridge],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**bridge_environment(folder / "state"), "FASTMCP_SHOW_SERVER_BANNER": "false"},
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.stdin = self.process.stdin
        self.reports = Lines(self.process.stdout)
        self._orders = 0
        self.end(0, START_PATIENCE)

    def start(self, operation: str, **arguments: Any) -> int:
        """Orders it, and returns the number of the order."""
        self._orders += 1
        self._write({"number": self._orders, "do": operation, "arguments": arguments})
        return self._orders

    def end(self, number: int, timeout: float = PATIENCE) -> Any:
        """Waits for what came of an order."""
        _, line = self.reports.first(lambda line: json.loads(line)["number"] == number, 0, timeout)
        match json.loads(line):
            case {"failure": words, "code": code}:
                raise Failed(words, code)
            case {"given_up": True}:
                raise GivenUp
            case report:
                return report["result"]

    def do(self, operation: str, **arguments: Any) -> Any:
        return self.end(self.start(operation, **arguments))

    def give_up(self, number: int) -> None:
        self._write({"give_up": number})

    def will_reply(self, *replies: JSONObject) -> None:
        """Decides what the user answers from now on; the last reply stays."""
        self.do("instruct", replies=replies)

    def asked(self, count: int) -> list[JSONObject]:
        """All that the user was asked since then, once it is that much."""
        asked: list[JSONObject] = self.do("asked", count=count)
        return asked

    def start_call(self, tool: str, **arguments: Any) -> int:
        return self.start("call", tool=tool, arguments=arguments)

    def answer(self, number: int) -> Answer:
        return answer_of(self.end(number))

    def call(self, tool: str, **arguments: Any) -> Answer:
        return self.answer(self.start_call(tool, **arguments))

    def wait_until_written(self, wanted: Callable[[JSONObject], bool]) -> None:
        """Waits for a message of the bridge."""
        deadline = time.monotonic() + PATIENCE
        while not any(map(wanted, Recording.read(self.recording).messages("server"))):
            assert time.monotonic() < deadline, "the bridge did not write it"
            time.sleep(0.05)

    def close(self) -> Recording:
        """Ends the host as its package does, and returns what has passed."""
        if not self.stdin.closed:
            self.stdin.close()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
        return Recording.read(self.recording)

    def _write(self, line: JSONObject) -> None:
        self.stdin.write(json.dumps(line) + "\n")
        self.stdin.flush()


def answer_of(result: JSONObject) -> Answer:
    return Answer(result["content"], result.get("isError", False), [])
