"""Lines of conversations, to try the validator on."""

import json
from typing import Any

from validate import CAPABILITIES_KEY, VERSION_KEY

Line = tuple[str, str]

MODERN: dict[str, Any] = {VERSION_KEY: "2026-07-28"}


def modern(**capabilities: Any) -> dict[str, Any]:
    """The `_meta` of a request whose client declares these capabilities."""
    return {**MODERN, CAPABILITIES_KEY: capabilities}


def client(**message: Any) -> Line:
    return ("client", json.dumps({"jsonrpc": "2.0", **message}) + "\n")


def server(**message: Any) -> Line:
    return ("server", json.dumps({"jsonrpc": "2.0", **message}) + "\n")


def handshake(
    version: str,
    capabilities: dict[str, Any] | None = None,
    offers: dict[str, Any] | None = None,
    **info: str,
) -> list[Line]:
    """With the client's capabilities and the server's."""
    params = {"protocolVersion": version, "capabilities": capabilities or {}}
    result = {
        "protocolVersion": version,
        "capabilities": offers or {"tools": {}},
        "serverInfo": {"name": "a", "version": "1", **info},
    }
    return [
        client(id=0, method="initialize", params=params),
        server(id=0, result=result),
        client(method="notifications/initialized"),
    ]
