"""An agent that answers whatever a test makes it answer, byte for byte.

A raw HTTP/1.1 server: one request a connection, the reply written as it is given. It counts what it
was sent, as a message must never be sent twice.
"""

import asyncio
import contextlib
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from validate import JSONObject

CARD_PATHS = ("/.well-known/agent-card.json", "/.well-known/agent.json")


@dataclass(frozen=True)
class Reply:
    """Bytes to write, then the end of the connection: at once, or when the agent is closed."""

    raw: bytes
    hangs: bool = False


def reply(
    body: bytes,
    status: int = 200,
    content_type: str = "application/json",
    length: int | None = None,
) -> Reply:
    """An HTTP response; `length` is what it promises if that is not what it sends."""
    head = (
        f"HTTP/1.1 {status} Whatever\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body) if length is None else length}\r\nConnection: close\r\n\r\n"
    )
    return Reply(head.encode() + body)


def stream(body: bytes, content_type: str = "text/event-stream", hangs: bool = False) -> Reply:
    """An HTTP response of unknown length."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nConnection: close\r\n\r\n"
    return Reply(head.encode() + body, hangs)


def result_of(request: JSONObject, result: JSONObject) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}).encode()


def message_to(request: JSONObject, text: str) -> bytes:
    """The answer of an agent that says `text` at once."""
    message = {"messageId": "m-1", "role": "ROLE_AGENT", "parts": [{"text": text}]}
    return result_of(request, {"message": message})


def healthy(request: JSONObject) -> Reply:
    return reply(message_to(request, "I am well."))


def card(url: str, streaming: bool) -> bytes:
    """A faultless card with one skill, `echo`."""
    return json.dumps(
        {
            "name": "Faulty",
            "description": "A test agent.",
            "version": "1",
            "supportedInterfaces": [{"url": url, "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}],
            "capabilities": {"streaming": streaming},
            "defaultInputModes": ["text/plain"],
            "defaultOutputModes": ["text/plain"],
            "skills": [
                {"id": "echo", "name": "Echo", "description": "Echoes.", "tags": [], "examples": ["hello"]}
            ],
        }
    ).encode()


class FaultyAgent:
    """Serves a card and answers calls, both as the test decides; a context manager."""

    def __init__(
        self,
        answer: Callable[[JSONObject], Reply] = healthy,
        card: Reply | None = None,
        streaming: bool = False,
        holds_card: bool = False,
    ) -> None:
        self.answer = answer
        self.card = card
        self.streaming = streaming
        self.received: list[JSONObject] = []
        """The bodies of the calls, in order."""
        self.loop = asyncio.new_event_loop()
        self.card_is_due = asyncio.Event()
        if not holds_card:
            self.card_is_due.set()

    @property
    def sends(self) -> list[str]:
        """The methods by which it was sent a message, in order."""
        methods: list[str] = [call["method"] for call in self.received]
        return [method for method in methods if "message" in method.lower()]

    def release_card(self) -> None:
        """Ends the holding back of the card."""
        self.loop.call_soon_threadsafe(self.card_is_due.set)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"GET "):
                answer = await self._card(head.split()[1].decode())
            else:
                length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
                assert length is not None
                self.received.append(json.loads(await reader.readexactly(int(length[1]))))
                answer = self.answer(self.received[-1])
            writer.write(answer.raw)
            await writer.drain()
            if answer.hangs:
                await asyncio.Event().wait()
        writer.close()

    async def _card(self, path: str) -> Reply:
        await self.card_is_due.wait()
        if path not in CARD_PATHS:
            return reply(b"", status=404)
        return self.card or reply(card(self.url, self.streaming))

    def __enter__(self) -> Self:
        opening = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.server = self.loop.run_until_complete(opening)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _close(self) -> None:
        self.server.close()
        exchanges = asyncio.all_tasks() - {asyncio.current_task()}
        for exchange in exchanges:
            exchange.cancel()
        await asyncio.gather(*exchanges, return_exceptions=True)
