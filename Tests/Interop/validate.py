"""Checks every line that a server wrote to a recorded client against the models of its era.

`problems(recording)` returns a sentence for each rule that a line breaks; an empty list is the proof.
The models are those of `mcp-types`; what they can't say (an older version's fields and content kinds,
the order of lines) is checked here.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mcp_types import methods
from mcp_types.jsonrpc import JSONRPCError, JSONRPCNotification, JSONRPCResponse
from mcp_types.version import LATEST_MODERN_VERSION, is_version_at_least
from pydantic import ValidationError

VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
SUBSCRIPTION_KEY = "io.modelcontextprotocol/subscriptionId"
LONGEST_LINE = 4 * 1024 * 1024

CONTENT_SINCE = {
    "text": "2024-11-05",
    "image": "2024-11-05",
    "resource": "2024-11-05",
    "audio": "2025-03-26",
    "resource_link": "2025-06-18",
}
TOOL_FIELDS_SINCE = {
    "annotations": "2025-03-26",
    "title": "2025-06-18",
    "outputSchema": "2025-06-18",
    "_meta": "2025-06-18",
    "icons": "2025-11-25",
    "execution": "2025-11-25",
}
SERVER_FIELDS_SINCE = {
    "title": "2025-06-18",
    "icons": "2025-11-25",
    "description": "2025-11-25",
    "websiteUrl": "2025-11-25",
}
PROGRESS_MESSAGE_SINCE = "2025-03-26"

JSONObject = dict[str, Any]
RequestID = tuple[type, str | int]


@dataclass(frozen=True)
class Recording:
    """What passed between a client and a server: (sender, line) in order, and the server's end."""

    lines: tuple[tuple[str, str], ...]
    exit_code: int | None

    @classmethod
    def read(cls, path: Path) -> "Recording":
        entries = [json.loads(line) for line in path.read_text().splitlines()]
        lines = tuple((entry["from"], entry["line"]) for entry in entries if "from" in entry)
        exits = [entry["exit"] for entry in entries if "exit" in entry]
        return cls(lines, exits[0] if exits else None)


@dataclass
class Request:
    """A client's request that is still to be answered."""

    method: str
    version: str
    token: str | int | None
    progress: float | None = None
    """The last progress told."""
    canceled: bool = False


@dataclass
class Conversation:
    """What a server may write next, as far as it follows from the lines before."""

    session_version: str | None = None
    """The version that `initialize` agreed on."""
    open: dict[RequestID, Request] = field(default_factory=dict)

    def client_wrote(self, message: JSONObject) -> None:
        params = message.get("params") or {}
        meta = params.get("_meta") or {}
        match message:
            case {"id": identifier, "method": method}:
                # `initialize` is judged by the version that it ends with, known from the answer.
                version = meta.get(VERSION_KEY) or self.session_version or ""
                request = Request(method, version, meta.get("progressToken"))
                self.open[key(identifier)] = request
            case {"method": "notifications/cancelled"}:
                if (canceled := self.open.get(key(params["requestId"]))) is not None:
                    canceled.canceled = True

    def server_wrote(self, line: str) -> Iterator[str]:
        if not line.endswith("\n"):
            yield "does not end in a line feed"
        if len(line.encode()) > LONGEST_LINE:
            yield f"is longer than {LONGEST_LINE} bytes"
        try:
            message = json.loads(line)
            match message:
                case {"method": _, "id": _}:
                    yield "is a request, and no client here declared that it takes any"
                case {"method": _}:
                    JSONRPCNotification.model_validate(message)
                    yield from self.notified(message)
                case {"error": _}:
                    JSONRPCError.model_validate(message)
                    yield from self.refused(message)
                case _:
                    JSONRPCResponse.model_validate(message)
                    yield from self.answered(message)
        except (ValueError, KeyError, ValidationError) as error:
            yield f"{type(error).__name__}: {error}"

    def answered(self, message: JSONObject) -> Iterator[str]:
        request = self.open.pop(key(message["id"]), None)
        if request is None:
            yield "answers no open request"
            return
        if request.canceled:
            yield "answers a canceled request"
        result = message["result"]
        if request.method == "initialize":
            request.version = self.session_version = result["protocolVersion"]
        kept = methods.serialize_server_result(request.method, request.version, result)
        if kept != result:
            yield f"has members that {request.version} does not know: kept {json.dumps(kept)[:500]}"
        yield from newer_than(request, result)

    def refused(self, message: JSONObject) -> Iterator[str]:
        if message["id"] is not None and self.open.pop(key(message["id"]), None) is None:
            yield "refuses no open request"

    def notified(self, message: JSONObject) -> Iterator[str]:
        params = message.get("params") or {}
        version = self.session_version
        if message["method"] == "notifications/progress":
            request = next((r for r in self.open.values() if r.token == params["progressToken"]), None)
            if request is None or request.token is None:
                yield "tells the progress of no open request that asked for it"
                return
            version = request.version
            yield from progressed(request, params)
        elif SUBSCRIPTION_KEY in (params.get("_meta") or {}):
            version = LATEST_MODERN_VERSION
        if version is None:
            yield "is unsolicited before a session was initialized"
            return
        model = methods.SERVER_NOTIFICATIONS[(message["method"], version)].model_validate(message)
        kept = model.model_dump(mode="json", by_alias=True, exclude_none=True)
        if kept != message:
            yield f"has members that {version} does not know: kept {json.dumps(kept)[:500]}"


def key(identifier: str | int) -> RequestID:
    """1 and "1" are different ids."""
    return (type(identifier), identifier)


def progressed(request: Request, params: JSONObject) -> Iterator[str]:
    if request.canceled:
        yield "tells the progress of a canceled request"
    if request.progress is not None and params["progress"] <= request.progress:
        yield f"does not increase the progress of {request.progress}"
    request.progress = params["progress"]
    if "message" in params and not is_version_at_least(request.version, PROGRESS_MESSAGE_SINCE):
        yield f"has a message, unknown to {request.version}"


def newer_than(request: Request, result: JSONObject) -> Iterator[str]:
    """What the model of the newest handshake version lets through, but an older one does not know."""
    version = request.version
    fields: dict[str, str] = {}
    match request.method:
        case "tools/call":
            fields = {f"content {block['type']}": CONTENT_SINCE[block["type"]] for block in result["content"]}
            if "structuredContent" in result:
                fields["structuredContent"] = "2025-06-18"
        case "tools/list":
            names = {name for tool in result["tools"] for name in tool}
            fields = {name: TOOL_FIELDS_SINCE[name] for name in names & TOOL_FIELDS_SINCE.keys()}
        case "initialize":
            names = result["serverInfo"].keys() & SERVER_FIELDS_SINCE.keys()
            fields = {name: SERVER_FIELDS_SINCE[name] for name in names}
    for name, since in sorted(fields.items()):
        if not is_version_at_least(version, since):
            yield f"has {name}, unknown to {version}"


def problems(recording: Recording) -> list[str]:
    """Every rule that a line of the server breaks, with the line; requests left without an answer."""
    conversation = Conversation()
    found: list[str] = []
    for sender, line in recording.lines:
        if sender == "client":
            conversation.client_wrote(json.loads(line))
        else:
            found += [f"{problem}: {line[:500]}" for problem in conversation.server_wrote(line)]
    found += [
        f"no answer to {request.method}" for request in conversation.open.values() if not request.canceled
    ]
    return found
