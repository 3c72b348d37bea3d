"""What Authlib leaves to each provider: the grants and endpoints, over what this one remembers."""

import os
import secrets
import time
from pathlib import Path
from typing import Any

import registry
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oauth2.rfc8628 import DeviceAuthorizationEndpoint, DeviceCodeGrant, DeviceCredentialDict
from authlib.oauth2.rfc9207 import IssuerParameter
from flask import Flask, request
from joserfc import jwt
from joserfc.jwk import ECKey, import_key
from memory import Client, Code, Token, query_client, record, store

USER = "ada"
POLL_SECONDS = 1
KEY = ECKey.generate_key("P-256", {"kid": "provider", "use": "sig", "alg": "ES256"})


def base_url() -> str:
    return request.host_url.rstrip("/")


def audience() -> str | None:
    return request.form.get("audience") or request.form.get("resource")


def save_token(token: dict[str, Any], oauth_request: Any) -> None:
    before: Token | None = getattr(oauth_request, "refresh_token", None)
    store.tokens.append(
        Token(
            client_id=oauth_request.client.get_client_id(),
            access_token=token["access_token"],
            refresh_token=token.get("refresh_token"),
            scope=token.get("scope", ""),
            audience=audience(),
            family=before.family if before else secrets.token_hex(8),
            expires_at=time.time() + token["expires_in"],
        )
    )


def access_token(client: Client, grant_type: str, user: str | None, scope: str) -> str:
    if not client.registered.signs:
        return secrets.token_urlsafe(32)
    claims = {
        "iss": issuer(),
        "sub": user or client.get_client_id(),
        "aud": audience() or "agents",
        "client_id": client.get_client_id(),
        "scope": scope,
        "iat": int(time.time()),
        "exp": int(time.time()) + client.registered.lifetime,
        "jti": secrets.token_hex(8),
    }
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": KEY.kid}, claims, KEY)


def refresh_token(**_: Any) -> str:
    return secrets.token_urlsafe(48)


def lifetime(client: Client, grant_type: str) -> int:
    return client.registered.lifetime


def issuer(realm: str | None = None) -> str:
    return f"{base_url()}/{realm or (request.view_args or {}).get('realm', registry.PLAIN)}"


class ClientCredentials(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt"]


class AuthorizationCode(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["none"]

    def save_authorization_code(self, code: str, request: Any) -> None:
        asked = request.payload
        store.codes[code] = Code(
            code,
            request.client.get_client_id(),
            asked.redirect_uri,
            request.scope,
            asked.data.get("code_challenge"),
            asked.data.get("code_challenge_method"),
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        known = store.codes.get(code)
        return known if known and known.client_id == client.get_client_id() else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        del store.codes[authorization_code.code]

    def authenticate_user(self, authorization_code: Code) -> str:
        return USER


class S256Only(CodeChallenge):
    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]


class RefreshToken(grants.RefreshTokenGrant):
    """Each refresh token is good for once; one that comes back ends all that go back to the same sign-in."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["none"]
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        token = next((t for t in store.tokens if t.refresh_token == refresh_token), None)
        if token and token.used:
            record("replayed", client=token.client_id)
            for other in store.tokens:
                if other.family == token.family:
                    other.used = other.revoked = True
        return token if token and not token.used else None

    def authenticate_user(self, refresh_token: Token) -> str:
        return USER

    def revoke_old_credential(self, refresh_token: Token) -> None:
        refresh_token.used = refresh_token.revoked = True


class DeviceCode(DeviceCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["none"]

    def query_device_credential(self, device_code: str) -> DeviceCredentialDict | None:
        return store.devices.get(device_code)

    def query_user_grant(self, user_code: str) -> tuple[str, bool] | None:
        decision = store.decisions.get(user_code)
        return None if decision is None else (USER, decision)

    def should_slow_down(self, credential: DeviceCredentialDict) -> bool:
        device_code = credential["device_code"]
        last, store.polls[device_code] = store.polls.get(device_code, 0), time.monotonic()
        return store.polls[device_code] - last < POLL_SECONDS


class DeviceAuthorization(DeviceAuthorizationEndpoint):
    CLIENT_AUTH_METHODS = ["none"]
    INTERVAL = POLL_SECONDS

    def get_verification_uri(self) -> str:
        return f"{base_url()}/device"

    def save_device_credential(self, client_id: str, scope: str, data: dict[str, Any]) -> None:
        store.devices[data["device_code"]] = DeviceCredentialDict(client_id=client_id, scope=scope, **data)


class SignedAssertion(JWTBearerClientAssertion):
    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, keys: Path) -> None:
        super().__init__()
        self.keys = keys

    def get_audiences(self) -> list[str]:
        return [issuer(), f"{issuer()}/token"]

    def validate_jti(self, claims: Any, jti: str) -> bool:
        is_new = jti not in store.assertions
        store.assertions.add(jti)
        return is_new

    def resolve_client_public_key(self, client: Client) -> Any:
        pem = (self.keys / f"{client.get_client_id()}.pem").read_text()
        key_type = "EC" if client.get_client_id() == registry.ELLIPTIC.id else "RSA"
        return import_key(pem, key_type)


class Introspection(IntrospectionEndpoint):
    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        return next((t for t in store.tokens if t.access_token == token_string), None)

    def check_permission(self, token: Token, client: Client, request: Any) -> bool:
        return client.get_client_id() == registry.AGENTS.id

    def introspect_token(self, token: Token) -> dict[str, Any]:
        return {"client_id": token.client_id, "scope": token.scope, "aud": token.audience or "agents"}


class Revocation(RevocationEndpoint):
    CLIENT_AUTH_METHODS = ["none"]

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        known = (t for t in store.tokens if token_string in (t.access_token, t.refresh_token))
        return next(known, None)

    def revoke_token(self, token: Token, request: Any) -> None:
        token.used = token.revoked = True
        record("revoked", client=token.client_id)


class ToldIssuer(IssuerParameter):
    def get_issuer(self) -> str:
        realm = (request.view_args or {})["realm"]
        return issuer("another") if realm == registry.MIXED else issuer(realm)


def assemble(server: AuthorizationServer, app: Flask, keys: Path) -> None:
    """Makes the server one that has all of it; `keys` has the public keys of clients."""
    # http is enough on one machine.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    server.init_app(app, query_client, save_token)
    server.register_token_generator("default", BearerTokenGenerator(access_token, refresh_token, lifetime))
    server.register_client_auth_method(SignedAssertion.CLIENT_AUTH_METHOD, SignedAssertion(keys))
    server.register_grant(ClientCredentials)
    server.register_grant(AuthorizationCode, [S256Only(required=True)])
    server.register_grant(RefreshToken)
    server.register_grant(DeviceCode)
    server.register_endpoint(DeviceAuthorization)
    server.register_endpoint(Introspection)
    server.register_endpoint(Revocation)
    server.register_extension(ToldIssuer())
