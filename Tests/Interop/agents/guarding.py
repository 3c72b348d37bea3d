"""The middleware of agents behind authentication: a guard for each path, which asks the identity provider."""

import argparse
import base64
import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import grpc
import guards
import httpx
from guards import Guard
from serving import record
from serving_grpc import Interceptor
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

CARD_PATH = "/.well-known/"


@dataclass(frozen=True)
class World:
    """Where others are."""

    introspection: str
    """The identity provider tells there what a token is worth."""
    asker: str
    """The agent's own name and password there."""
    elsewhere: str
    """A server that nobody must contact because a card names it."""


@dataclass(frozen=True)
class Refusal:
    status: int
    challenge: str


def world() -> World:
    """What the command line says of it; it says more to others."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--introspection", default="")
    parser.add_argument("--asker", default=":")
    parser.add_argument("--elsewhere", default="http://127.0.0.1:9")
    return World(**vars(parser.parse_known_args()[0]))


def same(given: str | None, expected: str) -> bool:
    return hmac.compare_digest((given or "").encode(), expected.encode())


class Gate:
    """Lets the requests pass that carry what their path wants; cards are public unless they are hidden."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self.app = app
        self.world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            guard = guards.BY_NAME.get(request.url.path.split("/")[1])
            is_card = CARD_PATH in request.url.path
            if guard is None:
                # The tests' own way to know that they have heard everything.
                record(f"mark {request.url.path}")
            if guard is not None and (guard.hides_card or not is_card):
                refusal = await self.refusal(guard, request)
                if refusal is not None:
                    record(f"refused {guard.name} {refusal.status} {self.carries(request)}")
                    challenge = {"WWW-Authenticate": refusal.challenge}
                    await Response(status_code=refusal.status, headers=challenge)(scope, receive, send)
                    return
            if guard is not None:
                with_credentials = self.carries(request)
                record(f"passed {guard.name} {'card' if is_card else 'call'} {with_credentials}")
        await self.app(scope, receive, send)

    @staticmethod
    def carries(request: Request) -> str:
        """Whether there is anything of a credential in it, of whatever kind."""
        fields = ("authorization", "cookie", "x-agent-key", "x-tenant")
        carries = request.url.query or any(field in request.headers for field in fields)
        return "with" if carries else "without"

    async def refusal(self, guard: Guard, request: Request) -> Refusal | None:
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        match guard.scheme:
            case "oauth":
                return await self.token_refusal(guard, credential if scheme.lower() == "bearer" else "")
            case "basic":
                is_right = scheme.lower() == "basic" and same(
                    base64.b64decode(credential).decode(), f"{guards.USER}:{guards.PASSWORD}"
                )
                return None if is_right else Refusal(401, 'Basic realm="agents", charset="UTF-8"')
            case "header":
                is_right = same(request.headers.get("x-agent-key"), guards.KEY)
            case "query":
                given = dict(parse_qsl(request.url.query)).get("agent-key")
                is_right = same(given, guards.QUERY_KEY)
            case "cookie":
                is_right = same(request.cookies.get("session"), guards.COOKIE)
            case "bearer":
                is_right = scheme.lower() == "bearer" and same(credential, guards.BEARER)
            case _:
                is_right = same(request.headers.get("x-tenant"), guards.TENANT)
        return None if is_right else Refusal(401, 'Bearer realm="agents"')

    async def token_refusal(self, guard: Guard, token: str) -> Refusal | None:
        if not token:
            return Refusal(401, 'Bearer realm="agents"')
        worth = await worth_of(token, self.world)
        if not worth["active"] or guard.audience not in (None, worth["aud"]):
            return Refusal(401, 'Bearer realm="agents", error="invalid_token"')
        if guard.scope is not None and guard.scope not in worth["scope"].split():
            return Refusal(
                403, f'Bearer realm="agents", error="insufficient_scope", scope="ask {guard.scope}"'
            )
        return None


async def worth_of(token: str, world: World) -> dict[str, Any]:
    """What the provider says of the token (RFC 7662)."""
    name, _, password = world.asker.partition(":")
    async with httpx.AsyncClient() as client:
        answer = await client.post(world.introspection, data={"token": token}, auth=(name, password))
    worth: dict[str, Any] = answer.raise_for_status().json()
    return worth


class TokenInterceptor(Interceptor):
    """Refuses the calls of gRPC whose token the provider does not vouch for."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def refusal(self, authorization: str) -> tuple[grpc.StatusCode, str] | None:
        token = authorization.removeprefix("Bearer ")
        if token and (await worth_of(token, self.world))["active"]:
            return None
        record(f"refused grpc {'with' if token else 'without'}")
        return grpc.StatusCode.UNAUTHENTICATED, "the token is missing or void"
