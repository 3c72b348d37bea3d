"""The processes of the interoperability tests: agents, MCP clients, and a host that speaks raw lines."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from implementations import Implementation, Interface
from validate import VERSION_KEY, JSONObject, Recording

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENVS = Path(os.environ.get("A2A_INTEROP_VENVS", ROOT / ".build/interop"))
BRIDGE = os.environ.get("A2A_BRIDGE") or str(ROOT / ".build/debug/a2a-bridge")
TOKEN = "correct-horse-battery-staple"

PATIENCE = 30.0
"""Seconds after which a peer counts as hanging."""

TRAILER = re.compile(
    r"^\[a2a agent=(?P<agent>\S+)(?: task=(?P<task>\S+))?(?: context=(?P<context>\S+))?"
    r" state=(?P<state>\S+)\]$"
)


def python(venv: str) -> str:
    return str(VENVS / venv / "bin/python")


class Lines:
    """The lines that a process writes, kept, and waited for."""

    def __init__(self, source: IO[str]) -> None:
        self.kept: list[str] = []
        self.ended = False
        self.news = threading.Condition()
        threading.Thread(target=self._read, args=(source,), daemon=True).start()

    def _read(self, source: IO[str]) -> None:
        for line in source:
            with self.news:
                self.kept.append(line)
                self.news.notify_all()
        with self.news:
            self.ended = True
            self.news.notify_all()

    def wait_for_end(self, timeout: float = PATIENCE) -> None:
        with self.news:
            assert self.news.wait_for(lambda: self.ended, timeout), "the process goes on writing"

    def first(
        self, wanted: Callable[[str], bool], after: int = 0, timeout: float = PATIENCE
    ) -> tuple[int, str]:
        """The number and the text of the first wanted line among those from number `after` on."""
        found: list[tuple[int, str]] = []

        def arrived() -> bool:
            found.extend((n, t) for n, t in enumerate(self.kept[after:], after) if wanted(t))
            return bool(found) or self.ended

        with self.news:
            in_time = self.news.wait_for(arrived, timeout)
            tail = "".join(line[:300] for line in self.kept[after:][-20:])
        if not found:
            reason = "the process ended" if in_time else f"{timeout} s passed"
            raise AssertionError(f"{reason} without the line; what came:\n{tail}")
        return found[0]


class Served:
    """A server that tells its URL, and what happens to it, by lines of stdout."""

    def __init__(self, venv: str, script: str, *options: str) -> None:
        self.process = subprocess.Popen(
            [python(venv), "-W", "ignore", str(HERE / script), *options], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.lines = Lines(self.process.stdout)

    @property
    def url(self) -> str:
        return self.wait_for("http", 0).strip()

    def events(self) -> int:
        """How many events it has told so far; a place to wait from."""
        return len(self.lines.kept)

    def wait_for(self, event: str, after: int) -> str:
        """The first event from number `after` on that begins like this."""
        return self.lines.first(lambda line: line.startswith(event), after)[1]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


class Agent(Served):
    """A test agent on one of the implementations."""

    def __init__(self, implementation: Implementation, *options: str) -> None:
        super().__init__(implementation.venv, f"agents/{implementation.agent}", *options)

    @property
    def grpc_address(self) -> str:
        """Where it serves gRPC, if it does."""
        return self.wait_for("grpc ", 0).split()[1]


def entry(name: str, interface: Interface, agent: Agent) -> JSONObject:
    """The agent in the bridge's configuration. A port of gRPC is one of its own, which the card alone does not open."""
    settings: JSONObject = {"name": name, "url": interface.url(agent.url)}
    if interface.binding == "gRPC":
        settings["allowedOrigins"] = [f"http://{agent.grpc_address}"]
    return settings


class OwnClient:
    """The client of an agent's own SDK, in a process of the agent's environment."""

    def __init__(self, implementation: Implementation) -> None:
        self.process = subprocess.Popen(
            [python(implementation.venv), str(HERE / "sdk_clients" / implementation.client)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.stdin = self.process.stdin
        self.outcomes = Lines(self.process.stdout)

    def perform(self, **order: Any) -> Any:
        """Calls the agent as the order says, and returns what came of it."""
        number = len(self.outcomes.kept)
        self.stdin.write(json.dumps(order) + "\n")
        self.stdin.flush()
        return json.loads(self.outcomes.first(lambda _: True, after=number)[1])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass(frozen=True)
class Answer:
    """What a call ended with, as its caller sees it."""

    content: list[JSONObject]
    is_error: bool
    progress: list[str | None]
    failure: str | None = None
    canceled: bool = False

    @property
    def text(self) -> str:
        """All text blocks."""
        return "\n".join(block["text"] for block in self.content if block["type"] == "text")

    @property
    def trailer(self) -> dict[str, str]:
        """The members of the last line."""
        match = TRAILER.match(self.text.splitlines()[-1])
        assert match is not None, f"no trailer: {self.text[-500:]}"
        return {name: value for name, value in match.groupdict().items() if value is not None}

    @property
    def body(self) -> str:
        """All text before the last line."""
        return self.text.rpartition("\n")[0].rstrip("\n")


@dataclass(frozen=True)
class ClientKind:
    """A generation of the `mcp` package and the protocol version that it ends up with."""

    venv: str
    script: str
    protocol_version: str
    arguments: tuple[str, ...] = ()


CLIENTS = {
    "mcp-2.3.0-auto": ClientKind("client-2.3.0", "client_v2.py", "2026-07-28", ("auto",)),
    "mcp-2.3.0-legacy": ClientKind("client-2.3.0", "client_v2.py", "2025-11-25", ("legacy",)),
    "mcp-1.30.0": ClientKind("client-1.30.0", "client_v1.py", "2025-11-25"),
    "mcp-1.9.4": ClientKind("client-1.9.4", "client_v1.py", "2025-03-26"),
    "mcp-1.0.0": ClientKind("client-1.0.0", "client_v1_0.py", "2024-11-05"),
}


def bridge_environment(state: Path) -> dict[str, str]:
    return {**os.environ, "A2A_BRIDGE_STATE_DIR": str(state), "AGENT_TOKEN": TOKEN}


def write_config(folder: Path, agents: Sequence[JSONObject], **more: JSONObject) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "bridge.json"
    path.write_text(json.dumps({"agents": agents, **more}))
    return path


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Client:
    """An MCP client process that has the bridge as its server, everything between them recorded."""

    def __init__(self, kind: ClientKind, agents: Sequence[JSONObject], folder: Path) -> None:
        self.recording = folder / "recording.jsonl"
        script = str(HERE / "clients" / kind.script)
        tee = [python(kind.venv), str(HERE / "tee.py"), str(self.recording)]
        bridge = [BRIDGE, "serve", "--config", str(write_config(folder, agents))]
        self.process = subprocess.Popen(
            [python(kind.venv), script, *kind.arguments, *tee, *bridge],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=bridge_environment(folder / "state"),
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.stdin = self.process.stdin
        self.reports = Lines(self.process.stdout)
        connected = self._next_report()
        self.protocol_version: str = connected["protocol_version"]
        self.tools: list[JSONObject] = connected["tools"]

    def call(self, tool: str, cancel_after: int | None = None, **arguments: Any) -> Answer:
        call = {"tool": tool, "arguments": arguments, "cancel_after": cancel_after}
        self.stdin.write(json.dumps(call) + "\n")
        self.stdin.flush()
        return Answer(**self._next_report())

    def close(self) -> Recording:
        """Ends the client as its generation does, and returns what has passed."""
        self.stdin.close()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()
        return Recording.read(self.recording)

    _reports_read = 0

    def _next_report(self) -> Any:
        number, line = self.reports.first(lambda _: True, after=self._reports_read)
        self._reports_read = number + 1
        return json.loads(line)


class Host:
    """A host that writes raw lines: modern requests until it is told to initialize a session."""

    ENVELOPE = {VERSION_KEY: "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}

    def __init__(self, agents: Sequence[JSONObject], folder: Path, **more: JSONObject) -> None:
        config = write_config(folder, agents, **more)
        self.started = time.monotonic()
        self.log = folder / "stderr.txt"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [BRIDGE, "serve", "--config", str(config)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=bridge_environment(folder / "state"),
                bufsize=0,
            )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.stdin = self.process.stdin
        self.lines = Lines(open(self.process.stdout.fileno(), encoding="utf-8", closefd=False))
        self._last_id = 0
        self._meta: JSONObject = self.ENVELOPE

    def initialize(self, version: str) -> None:
        """Shakes hands as hosts of that version do; from now on requests are theirs."""
        self._meta = {}
        client = {"name": "test", "version": "1"}
        hello = self.send("initialize", protocolVersion=version, capabilities={}, clientInfo=client)
        assert self.response(hello)["result"]["protocolVersion"] == version
        self.write({"method": "notifications/initialized"})

    def write(self, message: Mapping[str, Any]) -> None:
        self.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")

    def send(self, method: str, token: int | None = None, **params: Any) -> int:
        """Writes a request and returns its id."""
        self._last_id += 1
        meta = self._meta if token is None else {**self._meta, "progressToken": token}
        self.write({"id": self._last_id, "method": method, "params": {**params, "_meta": meta}})
        return self._last_id

    def message(self, wanted: Callable[[JSONObject], bool], timeout: float = PATIENCE) -> Any:
        """The first message that is wanted among all that came or will come."""
        return json.loads(self.lines.first(lambda line: wanted(json.loads(line)), 0, timeout)[1])

    def response(self, identifier: int, timeout: float = PATIENCE) -> Any:
        return self.message(lambda message: message.get("id") == identifier, timeout)

    def tool_names(self, timeout: float = PATIENCE) -> set[str]:
        tools = self.response(self.send("tools/list"), timeout)["result"]["tools"]
        return {tool["name"] for tool in tools}

    def start_call(self, tool: str, token: int | None = None, **arguments: Any) -> int:
        return self.send("tools/call", token, name=tool, arguments=arguments)

    def answer(self, identifier: int, timeout: float = PATIENCE) -> Answer:
        result = self.response(identifier, timeout)["result"]
        return Answer(result["content"], result.get("isError", False), [])

    def call(self, tool: str, **arguments: Any) -> Answer:
        return self.answer(self.start_call(tool, **arguments))

    def is_silent_about(self, identifier: int) -> bool:
        return not any(json.loads(line).get("id") == identifier for line in self.lines.kept)

    def signal_and_wait(self, number: signal.Signals, timeout: float) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout)

    def end_input_and_wait(self, timeout: float) -> int:
        self.stdin.close()
        return self.process.wait(timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
