"""Stands between an MCP client and a server and records every line in both directions.

    tee.py RECORDING COMMAND…

A JSON object a line of RECORDING: {"from": "client" | "server", "line": …} in the order in which they
passed, then {"exit": code} of the server. Runs in the clients' environments: standard library only.
"""

import contextlib
import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO


class Recorder:
    """The recording file, written by both directions."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w")
        self.lock = threading.Lock()

    def write(self, entry: dict[str, object]) -> None:
        with self.lock:
            print(json.dumps(entry), file=self.file, flush=True)

    def relay(self, sender: str, source: IO[bytes], sink: IO[bytes]) -> None:
        """Passes lines on until the source ends or the sink is gone, then ends the sink."""
        with contextlib.suppress(BrokenPipeError):
            for line in source:
                self.write({"from": sender, "line": line.decode()})
                sink.write(line)
                sink.flush()
        with contextlib.suppress(BrokenPipeError):
            sink.close()


def main(recording: str, *command: str) -> None:
    recorder = Recorder(Path(recording))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None and server.stdout is not None
        signal.signal(signal.SIGTERM, lambda number, _: server.send_signal(number))
        # A reader of its own: the interpreter can't end while another thread reads its sys.stdin.
        client = open(sys.stdin.fileno(), "rb", closefd=False)
        requests = ("client", client, server.stdin)
        threading.Thread(target=recorder.relay, args=requests, daemon=True).start()
        recorder.relay("server", server.stdout, sys.stdout.buffer)
    recorder.write({"exit": server.returncode})


if __name__ == "__main__":
    main(*sys.argv[1:])
