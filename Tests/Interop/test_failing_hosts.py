"""Hosts that write too much, leave early or are killed: what can be answered is, and no process stays."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import script

from conftest import FleetOn, StartHost
from implementations import A2A_SDK_1_3
from peers import BRIDGE, HERE, Agent, Host, bridge_environment, write_config
from validate import JSONObject

SLOW_WRITE = 60.0
MIB = 1024 * 1024
IDLE_EXIT = 1.0
BUSY_EXIT = 5.0
MARGIN = 2.0
"""Seconds for a busy machine."""


@pytest.fixture
def agent(fleet_on: FleetOn) -> Agent:
    return fleet_on(A2A_SDK_1_3).streaming


def weather(agent: Agent, **more: object) -> JSONObject:
    return {"name": "weather", "url": agent.url, **more}


def start_forever(host: Host) -> int:
    """A call that runs until it is canceled, known to run."""
    call = host.start_call("weather_forever", token=1, message="go")
    host.message(lambda message: message.get("method") == "notifications/progress")
    return call


def test_a_line_of_100_mb(start_host: StartHost, agent: Agent) -> None:
    host = start_host([weather(agent)])
    host.tool_names()
    writer = threading.Thread(target=write_long_line, args=(host, 100_000_000), daemon=True)
    writer.start()
    writer.join(SLOW_WRITE)
    assert not writer.is_alive(), "the bridge stopped reading"

    refusal = host.message(lambda message: "error" in message)
    assert refusal["id"] is None
    assert refusal["error"]["code"] in (-32700, -32600)
    assert peak_memory(host.process.pid) < 100 * MIB
    assert host.call("weather_echo", message="still there?").body == "echo: still there?"


def write_long_line(host: Host, length: int) -> None:
    chunk = b"x" * 1_000_000
    host.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"')
    for _ in range(length // len(chunk)):
        host.stdin.write(chunk)
    host.stdin.write(b'"}\n')


def peak_memory(process: int) -> int:
    """The most bytes that the process ever had in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def test_lines_that_are_no_requests_are_refused(start_host: StartHost, agent: Agent) -> None:
    host = start_host([weather(agent)])
    for line in (b"hello\n", b'{"jsonrpc":"2.0"\n', b"\xff\xfe\n", b"[" * 100_000 + b"\n"):
        before = len(host.lines.kept)
        host.stdin.write(line)
        refusal = json.loads(host.lines.first(lambda _: True, after=before)[1])
        assert refusal["id"] is None
        assert refusal["error"]["code"] in (-32700, -32600)
    assert host.call("weather_echo", message="still there?").body == "echo: still there?"


def test_input_that_ends_in_the_middle_of_a_call(start_host: StartHost, agent: Agent) -> None:
    host = start_host([weather(agent)])
    host.tool_names()
    call = host.start_call("weather_slow", message="go")
    assert host.end_input_and_wait(timeout=30) == 0
    answer = host.answer(call)
    assert not answer.is_error
    assert answer.body == script.SLOW_ANSWER


def test_input_that_was_there_from_the_start_is_answered(tmp_path: Path, agent: Agent) -> None:
    """`printf … | a2a-bridge serve URL` works as a test of an agent."""
    meta = Host.ENVELOPE
    arguments = {"message": "hello"}
    requests = [
        {"id": 1, "method": "tools/list", "params": {"_meta": meta}},
        {
            "id": 2,
            "method": "tools/call",
            "params": {"name": "weather_1_0_echo", "arguments": arguments, "_meta": meta},
        },
    ]
    lines = "".join(json.dumps({"jsonrpc": "2.0", **request}) + "\n" for request in requests)
    ended = subprocess.run(
        [BRIDGE, "serve", agent.url],
        input=lines,
        stdout=subprocess.PIPE,
        env=bridge_environment(tmp_path),
        text=True,
        check=False,
        timeout=30,
    )
    assert ended.returncode == 0
    answers = {message["id"]: message for message in map(json.loads, ended.stdout.splitlines())}
    assert {tool["name"] for tool in answers[1]["result"]["tools"]} >= {"weather_1_0_echo"}
    assert answers[2]["result"]["content"][0]["text"].startswith("echo: hello")


def test_input_that_ends_when_nothing_runs(start_host: StartHost, agent: Agent) -> None:
    host = start_host([weather(agent)])
    host.tool_names()
    assert host.end_input_and_wait(timeout=IDLE_EXIT + MARGIN) == 0


def test_a_host_killed_in_the_middle_of_a_call(tmp_path: Path, agent: Agent) -> None:
    events = agent.events()
    config = write_config(tmp_path, [weather(agent)])
    params = {"name": "weather_forever", "arguments": {"message": "go"}, "_meta": Host.ENVELOPE}
    call = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    command = [BRIDGE, "serve", "--config", str(config)]
    host = subprocess.Popen(
        [sys.executable, str(HERE / "doomed_host.py"), call, *command],
        stdout=subprocess.PIPE,
        env=bridge_environment(tmp_path),
    )
    assert host.stdout is not None
    bridge = int(host.stdout.readline())
    try:
        agent.wait_for("received forever", events)
        assert is_running(bridge)
        host.kill()
        assert ends(bridge, within=BUSY_EXIT + MARGIN)
    finally:
        host.kill()
        host.wait()
        with contextlib.suppress(ProcessLookupError):
            os.kill(bridge, signal.SIGKILL)


def ends(process: int, within: float) -> bool:
    """Whether the process, no child of this one, ends in so many seconds."""
    deadline = time.monotonic() + within
    while is_running(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_running(process: int) -> bool:
    """Whether the process exists and is not merely waiting to be reaped."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


signals = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)


@signals
def test_a_signal_when_nothing_runs(start_host: StartHost, agent: Agent, number: signal.Signals) -> None:
    host = start_host([weather(agent)])
    host.tool_names()
    assert host.signal_and_wait(number, timeout=IDLE_EXIT + MARGIN) == 0


@signals
def test_a_signal_in_the_middle_of_a_call_cancels_the_task(
    start_host: StartHost, agent: Agent, number: signal.Signals
) -> None:
    host = start_host([weather(agent)])
    events = agent.events()
    start_forever(host)
    assert host.signal_and_wait(number, timeout=BUSY_EXIT + MARGIN) == 0
    agent.wait_for("canceled", events)


def test_a_canceled_call_is_not_answered(start_host: StartHost, agent: Agent) -> None:
    host = start_host([weather(agent)])
    events = agent.events()
    call = start_forever(host)
    host.write({"method": "notifications/cancelled", "params": {"requestId": call}})
    agent.wait_for("canceled", events)
    assert host.call("weather_echo", message="next").body == "echo: next"
    assert host.is_silent_about(call)


def test_a_detached_task_outlives_its_canceled_call(start_host: StartHost, agent: Agent) -> None:
    host = start_host([weather(agent, onCancel="detach")])
    events = agent.events()
    call = start_forever(host)
    task = agent.wait_for("received forever", events).split()[-1]
    host.write({"method": "notifications/cancelled", "params": {"requestId": call}})

    handle = {"agent": "weather", "task_id": task}
    assert host.call("a2a_task_wait", wait_seconds=1, **handle).trailer["state"] == "working"
    assert host.is_silent_about(call)
    assert host.call("a2a_task_cancel", **handle).trailer["state"] == "canceled"
