"""A host that starts a server, prints its process id, writes one line to it and waits to be killed.

doomed_host.py LINE COMMAND…
"""

import signal
import subprocess
import sys


def main(line: str, *command: str) -> None:
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdin is not None
    print(server.pid, flush=True)
    server.stdin.write(line.encode() + b"\n")
    server.stdin.flush()
    signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
