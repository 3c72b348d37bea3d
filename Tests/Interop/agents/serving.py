"""Serves a test agent: a free port, its URL as a line of stdout, a bearer token if asked for."""

import argparse
import asyncio
import hmac
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Options:
    """What the command line decides about an agent."""

    url: str
    streaming: bool
    token: str | None


class BearerGate:
    """Refuses every POST that does not carry the token; the card stays public."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self.expected = f"Bearer {token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            given = Request(scope).headers.get("authorization", "")
            if not hmac.compare_digest(given, self.expected):
                refusal = Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


def record(event: str) -> None:
    """Tells the tests, by a line of stdout, what happened to this agent."""
    print(event, flush=True)


def opening() -> tuple[Options, socket.socket]:
    """What the command line says, and the socket to serve on."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-streaming", action="store_true")
    parser.add_argument("--token")
    # Some agents take more.
    arguments, _ = parser.parse_known_args()

    listener = socket.socket()
    listener.bind((HOST, 0))
    options = Options(
        url=f"http://{HOST}:{listener.getsockname()[1]}",
        streaming=not arguments.no_streaming,
        token=arguments.token,
    )
    return options, listener


async def run(build: Callable[[Options], Awaitable[ASGIApp]]) -> None:
    """Runs the agent that `build` returns until the process is ended."""
    options, listener = opening()
    app = await build(options)
    if options.token is not None:
        app = BearerGate(app, options.token)
    listener.listen()
    record(options.url)
    await uvicorn.Server(uvicorn.Config(app, log_level="warning")).serve(sockets=[listener])


def serve(build: Callable[[Options], Awaitable[ASGIApp]]) -> None:
    asyncio.run(run(build))
