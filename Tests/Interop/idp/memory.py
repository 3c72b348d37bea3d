"""What the identity provider remembers, and how it tells what happens."""

import json
import secrets
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import registry
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin, scope_to_list
from authlib.oauth2.rfc8628 import DeviceCredentialDict


class Client(ClientMixin):
    def __init__(self, registered: registry.Registered) -> None:
        self.registered = registered

    def get_client_id(self) -> str:
        return self.registered.id

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(s for s in scope_to_list(scope or "") if s in registry.SCOPES)

    def check_client_secret(self, client_secret: str) -> bool:
        expected = self.registered.secret or ""
        return secrets.compare_digest(expected.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == self.registered.method

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.registered.grants

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and registry.CODE in self.registered.grants

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Any port of this machine (RFC 8252 §7.3)."""
        return redirect_uri.startswith(("http://127.0.0.1:", "http://[::1]:"))


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    client_id: str
    redirect_uri: str
    scope: str
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


@dataclass
class Token(TokenMixin):
    client_id: str
    access_token: str
    refresh_token: str | None
    scope: str
    audience: str | None
    family: str
    """Of the sign-in that it goes back to."""
    expires_at: float
    revoked: bool = False
    used: bool = False
    """Its refresh token is spent."""

    def check_client(self, client: Client) -> bool:
        return self.client_id == client.get_client_id()

    def get_scope(self) -> str:
        return self.scope

    def is_expired(self) -> bool:
        return time.time() > self.expires_at

    def is_revoked(self) -> bool:
        return self.revoked


@dataclass
class Store:
    """All that the provider remembers."""

    codes: dict[str, Code] = field(default_factory=dict)
    tokens: list[Token] = field(default_factory=list)
    devices: dict[str, DeviceCredentialDict] = field(default_factory=dict)
    decisions: dict[str, bool] = field(default_factory=dict)
    """What the user decided, by user code."""
    polls: dict[str, float] = field(default_factory=dict)
    """When a device last asked, by device code."""
    assertions: set[str] = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock)


store = Store()


def record(event: str, **what: Any) -> None:
    """Tells the tests, by a line of stdout."""
    told = json.dumps({name: value for name, value in what.items() if value is not None})
    # In one piece, as there are several threads.
    sys.stdout.write(f"{event} {told}\n")
    sys.stdout.flush()


def query_client(client_id: str) -> Client | None:
    return next((Client(client) for client in registry.CLIENTS if client.id == client_id), None)
