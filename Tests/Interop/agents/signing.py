"""Signed cards: their keys, the SDKs' own signer, and gateways that do something to a card on its way.

Each algorithm's path has an agent, `stranger` one whose key is not among the public ones at `/keys.json`.
What gateways make of the first one's card is at the paths of GATEWAYS.
"""

import json
from collections.abc import Callable
from typing import Any

import httpx
from a2a.utils.constants import AGENT_CARD_WELL_KNOWN_PATH
from a2a.utils.signing import create_agent_card_signer
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms
from script import JSONObject
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

STRANGER = "stranger"


class Signer:
    def __init__(self, path: str, algorithm: str, key: Any) -> None:
        self.path = path
        self.algorithm = algorithm
        self.key = key

    def sign(self, card: Any) -> Any:
        header: Any = {"kid": self.path, "alg": self.algorithm, "typ": "JOSE"}
        return create_agent_card_signer(self.key, header)(card)

    @property
    def public_key(self) -> JSONObject:
        algorithm: Any = get_default_algorithms()[self.algorithm]
        key = json.loads(algorithm.to_jwk(self.key.public_key()))
        return {**key, "kid": self.path, "alg": self.algorithm, "use": "sig"}


SIGNERS = (
    Signer("es256", "ES256", ec.generate_private_key(ec.SECP256R1())),
    Signer("rs256", "RS256", rsa.generate_private_key(65537, 2048)),
    Signer("ps256", "PS256", rsa.generate_private_key(65537, 2048)),
    Signer("eddsa", "EdDSA", ed25519.Ed25519PrivateKey.generate()),
    Signer(STRANGER, "ES256", ec.generate_private_key(ec.SECP256R1())),
)


def rewritten(card: JSONObject) -> bytes:
    """The same card in other characters."""
    return json.dumps(dict(reversed(card.items())), indent=3, ensure_ascii=True).encode()


def altered(card: JSONObject) -> bytes:
    return json.dumps({**card, "description": "A test agent, and more."}).encode()


def unsigned(card: JSONObject) -> bytes:
    return json.dumps({name: value for name, value in card.items() if name != "signatures"}).encode()


GATEWAYS: dict[str, Callable[[JSONObject], bytes]] = {
    "rewritten": rewritten,
    "altered": altered,
    "unsigned": unsigned,
}


def add_gateways(app: Starlette) -> None:
    """And the public keys beside them."""
    upstream = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://upstream")

    def passing(change: Callable[[JSONObject], bytes]) -> Route:
        async def pass_on(request: Request) -> Response:
            card = await upstream.get(f"/{SIGNERS[0].path}{AGENT_CARD_WELL_KNOWN_PATH}")
            return Response(change(card.json()), media_type="application/json")

        path = next(name for name, known in GATEWAYS.items() if known is change)
        return Route(f"/{path}{AGENT_CARD_WELL_KNOWN_PATH}", pass_on)

    async def keys(request: Request) -> Response:
        return JSONResponse({"keys": [s.public_key for s in SIGNERS if s.path != STRANGER]})

    app.routes.extend([*map(passing, GATEWAYS.values()), Route("/keys.json", keys)])
