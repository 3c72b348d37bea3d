"""Makes the signed cards of this folder, with the SDK that it runs under.

    python sign.py PRIVATE_KEYS PUBLIC_KEYS OUT

once under a2a-sdk 1.3.0, 1.0.3 and 0.3.26 each, with PyJWT and cryptography beside it. The private keys are made by the
first run and thrown away by whoever runs this; the public ones are `keys.json`.
"""

import importlib.metadata
import json
import os
import sys

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from jwt.api_jwk import PyJWK

PRIVATE, PUBLIC, OUT = sys.argv[1:]
VERSION = importlib.metadata.version("a2a-sdk")
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}

NUMBERS = {
    "one": 1, "whole": 1.0, "small": 1e-7, "smaller": 1.5e-9, "tenth": 0.1, "big": 1e21, "long": 1e16,
    "nearly": 1e20, "minus": -2.5, "tiny": 0.000001, "many": 333333333.3333333, "most": 1.7976931348623157e308,
}
PARAMS = {
    "numbers": NUMBERS, "\ufb01": "after in UTF-16", "\U0001f600": "before in UTF-16", "empty": "", "none": [],
    "text": 'quotes " and \\ and \n and \u007f and \u20ac', "yes": True, "no": False,
}
SKILL = {
    "id": "grüße", "name": "Grüße 😀", "description": "Says hello in “quotes” – and more.", "tags": ["hello", ""],
    "examples": ["Grüß Gott!"], "inputModes": ["text/plain"], "outputModes": ["text/plain"],
}


def made():
    keys = {name: ECAlgorithm.to_jwk(ec.generate_private_key(curve), as_dict=True) for name, curve in CURVES.items()}
    key = rsa.generate_private_key(65537, 2048)
    keys["RS256"] = RSAAlgorithm.to_jwk(key, as_dict=True)
    keys["PS256"] = dict(keys["RS256"])
    keys["EdDSA"] = OKPAlgorithm.to_jwk(ed25519.Ed25519PrivateKey.generate(), as_dict=True)
    for name, key in keys.items():
        key.update(kid=f"key-{name}", alg=name)
        key.pop("key_ops", None)
    return keys


def keys():
    if not os.path.exists(PRIVATE):
        with open(PRIVATE, "w") as file:
            json.dump(made(), file)
    with open(PRIVATE) as file:
        return json.load(file)


def card_10():
    from a2a.types import AgentCard
    from google.protobuf.json_format import ParseDict

    return ParseDict({
        "name": "Signed agent", "description": "Grüße, 世界 😀", "version": "1.2.3",
        "supportedInterfaces": [
            {"url": "http://127.0.0.1:1/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0", "tenant": ""},
            {"url": "http://127.0.0.1:1/old", "protocolBinding": "JSONRPC", "protocolVersion": "0.3"},
        ],
        "provider": {"url": "https://example.com", "organization": ""},
        "capabilities": {
            "streaming": False, "pushNotifications": True,
            "extensions": [{"uri": "https://example.com/e", "description": "", "required": False, "params": PARAMS}],
        },
        "securitySchemes": {
            "bearer": {"httpAuthSecurityScheme": {"scheme": "Bearer", "bearerFormat": ""}},
            "key": {"apiKeySecurityScheme": {"location": "header", "name": "X-Key"}},
        },
        "securityRequirements": [{"schemes": {"bearer": {"list": ["read"]}}}, {"schemes": {"key": {"list": []}}}],
        "defaultInputModes": ["text/plain"], "defaultOutputModes": [], "documentationUrl": "",
        "skills": [SKILL, {"id": "bare", "name": "Bare", "description": "", "tags": []}],
    }, AgentCard())


def served_10(card):
    from a2a.server.request_handlers.response_helpers import agent_card_to_dict

    return agent_card_to_dict(card)


def card_03():
    from a2a.types import AgentCard

    return AgentCard.model_validate({
        "name": "Signed agent", "description": "Grüße, 世界 😀", "version": "1.2.3",
        "url": "http://127.0.0.1:1/a2a", "protocolVersion": "0.3.0", "preferredTransport": "JSONRPC",
        "additionalInterfaces": [{"url": "http://127.0.0.1:1/rest", "transport": "HTTP+JSON"}],
        "capabilities": {
            "streaming": False, "pushNotifications": None,
            "extensions": [{"uri": "https://example.com/e", "description": "", "required": False, "params": PARAMS}],
        },
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "Bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "single": {"type": "openIdConnect", "openIdConnectUrl": "https://example.com/oidc"},
            "certificate": {"type": "mutualTLS"},
            "flows": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://example.com/t", "scopes": {}}}},
        },
        "security": [{"bearer": []}], "defaultInputModes": ["text/plain"], "defaultOutputModes": [],
        "skills": [SKILL, {"id": "bare", "name": "Bare", "description": "", "tags": []}],
        "supportsAuthenticatedExtendedCard": False,
    })


def served_03(card):
    return card.model_dump(mode="json", by_alias=True, exclude_none=True)


def main():
    from a2a.utils.signing import create_agent_card_signer, create_signature_verifier

    old = VERSION.startswith("0.")
    card, served = (card_03, served_03) if old else (card_10, served_10)
    all_keys = keys()
    names = {"1.3.0": list(all_keys), "1.0.3": ["ES256"], "0.3.26": ["ES256", "RS256"]}[VERSION]
    for name in names:
        key = PyJWK(all_keys[name], algorithm=name)
        header = {"alg": name, "kid": f"key-{name}", "typ": "JOSE"}
        signed = create_agent_card_signer(key.key, header)(card())
        public = key.key.public_key()
        create_signature_verifier(lambda kid, jku: public, [name])(signed)
        with open(os.path.join(OUT, f"a2a-sdk-{VERSION}-{name}.json"), "w") as file:
            json.dump(served(signed), file, ensure_ascii=False, indent=1)
    with open(PUBLIC, "w") as file:
        private = {"d", "p", "q", "dp", "dq", "qi", "oth"}
        json.dump({"keys": [{k: v for k, v in key.items() if k not in private} for key in all_keys.values()]}, file, indent=1)


main()
