"""The identity provider, its user's browser, bystanders that must hear nothing, and a search for secrets."""

import base64
import itertools
import json
import re
import socket
import socketserver
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import registry
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from certificates import private_pem
from peers import BRIDGE, PATIENCE, Lines, Served, bridge_environment
from validate import JSONObject

MARKS = itertools.count()


class Provider(Served):
    """The identity provider, which has the public keys of the clients in its folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        make_client_keys(folder)
        super().__init__("authlib-1.9.10", "idp/provider.py", "--keys", str(folder), *options)
        self.folder = folder

    def realm(self, name: str) -> str:
        """The issuer."""
        return f"{self.url}/{name}"

    def told(self, event: str, after: int = 0) -> list[JSONObject]:
        """All events of that name from number `after` on."""
        mark = next(MARKS)
        ask(f"{self.url}/admin/mark/{mark}", {})
        self.wait_for(f"mark-{mark}", after)
        heard = (line.partition(" ") for line in self.lines.kept[after:])
        return [json.loads(rest) for name, _, rest in heard if name == event]

    def revoke(self, client: registry.Registered, refresh_tokens: bool = False) -> None:
        """As an administrator does."""
        query = "?refresh" if refresh_tokens else ""
        ask(f"{self.url}/admin/revoke/{client.id.replace(' ', '%20')}{query}", {})

    def secrets(self) -> list[str]:
        """All tokens and codes that it ever gave out."""
        secrets: list[str] = json.loads(ask(f"{self.url}/admin/secrets").body)
        return secrets


def make_client_keys(folder: Path) -> None:
    """A private key for each client that signs, as `ID.key`, and its public one as `ID.pem`."""
    for client, key in (
        (registry.ELLIPTIC, ec.generate_private_key(ec.SECP256R1())),
        (registry.RSA, rsa.generate_private_key(65537, 2048)),
    ):
        private = folder / f"{client.id}.key"
        private.touch(mode=0o600)
        private.write_bytes(private_pem(key))
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        (folder / f"{client.id}.pem").write_bytes(public)


@dataclass(frozen=True)
class Page:
    status: int
    body: str
    location: str | None


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirects, urllib.request.ProxyHandler({}))


def ask(url: str, form: JSONObject | None = None) -> Page:
    """One request, by POST if there is a form."""
    data = None if form is None else urllib.parse.urlencode(form).encode()
    try:
        response: Any = OPENER.open(urllib.request.Request(url, data), timeout=PATIENCE)
    except urllib.error.HTTPError as refusal:
        response = refusal
    headers: Message = response.headers
    return Page(response.status, response.read().decode(), headers["Location"])


def visit(url: str, decision: str = "allow") -> Page:
    """What a user's browser does: shows the page, sends the form, and follows where that leads."""
    assert ask(url).status == 200
    page = ask(url, {"decision": decision})
    return page if page.location is None else ask(page.location)


class Bystander:
    """A server that keeps every byte it hears, and knows nothing."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.heard: list[bytes] = []
        heard = self.heard

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.settimeout(5)
                heard.append(self.request.recv(65536))
                self.request.sendall(
                    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )

        self.server = socketserver.ThreadingTCPServer((host, 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://{host}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def own_address() -> str:
    """An address of this machine that is not loopback, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: the system only chooses from where it would be.
            probe.connect(("198.51.100.1", 9))
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


class Command:
    """A run of the program on a terminal that is none."""

    def __init__(self, folder: Path, *arguments: str, config: Path | None = None) -> None:
        configuration = ["--config", str(config or folder / "bridge.json")]
        self.process = subprocess.Popen(
            [BRIDGE, *arguments, *configuration],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=bridge_environment(folder / "state"),
        )
        assert self.process.stdout is not None and self.process.stderr is not None
        self.out = Lines(self.process.stdout)
        self.err = Lines(self.process.stderr)

    def wait_for_match(self, pattern: str) -> str:
        """What the first group of the pattern is in what it writes to stderr."""
        _, line = self.err.first(lambda line: re.search(pattern, line) is not None)
        match = re.search(pattern, line)
        assert match is not None
        return match[1]

    def end(self, timeout: float = PATIENCE) -> int:
        """Waits for the end, and gives the exit status."""
        status = self.process.wait(timeout)
        for lines in (self.out, self.err):
            lines.wait_for_end()
        return status

    @property
    def output(self) -> str:
        return "".join(self.out.kept)

    @property
    def words(self) -> str:
        return "".join(self.err.kept)

    @property
    def everything(self) -> str:
        return self.output + self.words


def run(folder: Path, *arguments: str, config: Path | None = None) -> Command:
    command = Command(folder, *arguments, config=config)
    command.end()
    return command


def findings(folder: Path, config: Path | None = None) -> list[JSONObject]:
    """What `check` finds."""
    found: list[JSONObject] = json.loads(run(folder, "check", "--json", config=config).output)
    return found


def finding(found: Iterable[JSONObject], agent: str, *severities: str) -> str:
    """All that was found about one agent, with the fixes."""
    lines = [
        f for f in found if f["subject"] == agent and f["severity"] in (severities or ("error", "warning"))
    ]
    return "\n".join(f"{f['text']}. {f.get('fix', '')}" for f in lines)


def disguises(secret: str) -> Iterator[str]:
    """The secret as it is, and as it looks in URLs, in JSON and in base64, whatever stands before it."""
    yield secret
    yield urllib.parse.quote(secret, safe="")
    yield urllib.parse.quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    raw = secret.encode()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        middle = encoded[4:-4].decode()
        yield middle
        yield middle.replace("+", "-").replace("/", "_")


def leaks(secrets: Iterable[str], texts: dict[str, str]) -> list[str]:
    """Which secret is found where; the texts by their names."""
    return [
        f"{secret[:12]}… in {name}"
        for secret in secrets
        for name, text in texts.items()
        if any(disguise in text for disguise in disguises(secret))
    ]


def files_below(folder: Path, but: Sequence[str] = ()) -> dict[str, str]:
    """The texts of all files, save those below paths that are named."""
    return {
        str(path.relative_to(folder)): path.read_bytes().decode(errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(str(path.relative_to(folder)).startswith(name) for name in but)
    }
