"""The validator itself: it accepts a faultless conversation of each era and names each fault."""

from typing import Any

import pytest

from lines import MODERN, Line, client, handshake, server
from validate import Recording, problems

TEXT = {"type": "text", "text": "hi"}
TOOL = {"name": "echo", "inputSchema": {"type": "object"}}


def call(token: int | None = None, **meta: Any) -> Line:
    if token is not None:
        meta["progressToken"] = token
    return client(id=1, method="tools/call", params={"name": "echo", "_meta": meta})


def answer(*content: dict[str, Any], **members: Any) -> Line:
    return server(id=1, result={"content": content, **members})


def progress(value: float, **members: Any) -> Line:
    params = {"progressToken": 7, "progress": value, **members}
    return server(method="notifications/progress", params=params)


LIST = client(id=1, method="tools/list")
CANCEL = client(method="notifications/cancelled", params={"requestId": 1})
AUDIO = {"type": "audio", "data": "aGk=", "mimeType": "audio/wav"}
LINK = {"type": "resource_link", "uri": "a2a://x", "name": "x"}

FAULTLESS = {
    "legacy": [
        *handshake("2025-11-25", title="A"),
        call(7),
        progress(1, message="a"),
        progress(1.5),
        answer(TEXT, LINK, isError=True),
        server(method="notifications/tools/list_changed"),
    ],
    "oldest": [*handshake("2024-11-05"), call(7), progress(1), answer(TEXT)],
    "modern": [
        call(7, **MODERN),
        progress(1, message="a"),
        answer(
            TEXT,
            resultType="complete",
            _meta={"io.modelcontextprotocol/serverInfo": {"name": "a", "version": "1"}},
        ),
    ],
    "canceled": [*handshake("2025-06-18"), call(), CANCEL],
    "refused": [
        *handshake("2025-06-18"),
        call(),
        server(id=1, error={"code": -32602, "message": "no"}),
    ],
    "unreadable": [server(id=None, error={"code": -32700, "message": "no"})],
}

FAULTS = {
    "no JSON": ([("server", "oops\n")], "JSONDecodeError"),
    "no line feed": (
        [("server", '{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}')],
        "line feed",
    ),
    "no version": (
        [*handshake("2025-11-25"), call(), ("server", '{"id":1,"result":{"content":[]}}\n')],
        "jsonrpc",
    ),
    "too long": (
        [*handshake("2025-11-25"), call(), answer({**TEXT, "text": "x" * 2**22})],
        "longer than",
    ),
    "no answer": ([*handshake("2025-11-25"), call()], "no answer to tools/call"),
    "answered twice": (
        [*handshake("2025-11-25"), call(), answer(TEXT), answer(TEXT)],
        "no open request",
    ),
    "id of another type": (
        [*handshake("2025-11-25"), call(), server(id="1", result={"content": []})],
        "no open request",
    ),
    "answered after cancel": (
        [*handshake("2025-11-25"), call(), CANCEL, answer(TEXT)],
        "canceled request",
    ),
    "progress after cancel": (
        [*handshake("2025-11-25"), call(7), CANCEL, progress(1)],
        "canceled request",
    ),
    "progress without token": ([*handshake("2025-11-25"), call(), progress(1)], "no open request"),
    "progress after answer": (
        [*handshake("2025-11-25"), call(7), answer(TEXT), progress(1)],
        "no open request",
    ),
    "progress stands still": (
        [*handshake("2025-11-25"), call(7), progress(1), progress(1)],
        "does not increase",
    ),
    "progress message too new": (
        [*handshake("2024-11-05"), call(7), progress(1, message="a")],
        "message, unknown to 2024-11-05",
    ),
    "audio too new": (
        [*handshake("2024-11-05"), call(), answer(AUDIO)],
        "audio, unknown to 2024-11-05",
    ),
    "link too new": (
        [*handshake("2025-03-26"), call(), answer(LINK)],
        "resource_link, unknown to 2025-03-26",
    ),
    "structure too new": (
        [*handshake("2025-03-26"), call(), answer(structuredContent={})],
        "structuredContent, unknown",
    ),
    "title too new": (
        [*handshake("2025-03-26"), LIST, server(id=1, result={"tools": [{**TOOL, "title": "E"}]})],
        "title, unknown",
    ),
    "server title too new": (handshake("2024-11-05", title="A"), "title, unknown to 2024-11-05"),
    "null member": (
        [*handshake("2025-11-25"), LIST, server(id=1, result={"tools": [], "nextCursor": None})],
        "members",
    ),
    "unknown member": ([*handshake("2025-11-25"), call(), answer(TEXT, extra=1)], "members"),
    "modern member in a session": (
        [*handshake("2025-11-25"), LIST, server(id=1, result={"tools": [], "ttlMs": 1})],
        "members",
    ),
    "content missing": ([*handshake("2025-11-25"), call(), server(id=1, result={})], "content"),
    "schema without type": (
        [
            *handshake("2025-11-25"),
            LIST,
            server(id=1, result={"tools": [{"name": "e", "inputSchema": {}}]}),
        ],
        "inputSchema",
    ),
    "modern list without lifetime": (
        [
            client(id=1, method="tools/list", params={"_meta": MODERN}),
            server(id=1, result={"tools": [], "resultType": "complete"}),
        ],
        "ttlMs",
    ),
    "unsolicited": ([server(method="notifications/tools/list_changed")], "unsolicited"),
    "request to the client": ([server(id=1, method="ping")], "is a request outside"),
}


@pytest.mark.parametrize("lines", FAULTLESS.values(), ids=FAULTLESS)
def test_a_faultless_conversation_has_no_problems(lines: list[Line]) -> None:
    assert problems(Recording(tuple(lines), exit_code=0)) == []


@pytest.mark.parametrize(("lines", "named"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named(lines: list[Line], named: str) -> None:
    found = problems(Recording(tuple(lines), exit_code=0))
    assert any(named in problem for problem in found), found
