"""An identity provider on Authlib: what companies run, with all their grants, in memory.

    provider.py [--keys FOLDER] [--certificate FILE]

FOLDER has the public key of each client that signs, FILE a certificate and its key. Prints its URL, then an event a
line: its name and what was asked, as JSON, without any secret.
"""

import argparse
import base64
import json
import os
import secrets
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import registry
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin, grants, scope_to_list
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oauth2.rfc8628 import DeviceAuthorizationEndpoint, DeviceCodeGrant, DeviceCredentialDict
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.integrations.flask_oauth2 import AuthorizationServer
from flask import Flask, Response, abort, request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey, import_key
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"
USER = "ada"
POLL_SECONDS = 1
KEY = ECKey.generate_key("P-256", {"kid": "provider", "use": "sig", "alg": "ES256"})

app = Flask(__name__)
server = AuthorizationServer()
base_url = ""
keys_folder = Path()


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
    return f"{base_url}/{realm or (request.view_args or {}).get('realm', registry.PLAIN)}"


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
        return f"{base_url}/device"

    def save_device_credential(self, client_id: str, scope: str, data: dict[str, Any]) -> None:
        store.devices[data["device_code"]] = DeviceCredentialDict(client_id=client_id, scope=scope, **data)


class SignedAssertion(JWTBearerClientAssertion):
    CLIENT_AUTH_METHOD = "private_key_jwt"

    def get_audiences(self) -> list[str]:
        return [issuer(), f"{issuer()}/token"]

    def validate_jti(self, claims: Any, jti: str) -> bool:
        is_new = jti not in store.assertions
        store.assertions.add(jti)
        return is_new

    def resolve_client_public_key(self, client: Client) -> Any:
        pem = (keys_folder / f"{client.get_client_id()}.pem").read_text()
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


def metadata(realm: str) -> dict[str, Any]:
    me = issuer(realm)
    document = AuthorizationServerMetadata(
        issuer=issuer(registry.PLAIN) if realm == registry.IMPOSTOR else me,
        authorization_endpoint=f"{me}/authorize",
        token_endpoint=f"{me}/token",
        device_authorization_endpoint=f"{me}/device_authorization",
        introspection_endpoint=f"{me}/introspect",
        revocation_endpoint=f"{me}/revoke",
        revocation_endpoint_auth_methods_supported=["none"],
        jwks_uri=f"{base_url}/jwks.json",
        scopes_supported=list(registry.SCOPES),
        response_types_supported=["code"],
        grant_types_supported=[registry.CODE, registry.CREDENTIALS, registry.DEVICE, registry.REFRESH],
        token_endpoint_auth_methods_supported=[
            "none",
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
        ],
        token_endpoint_auth_signing_alg_values_supported=["ES256", "RS256"],
        code_challenge_methods_supported=["S256"],
        authorization_response_iss_parameter_supported=True,
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=["ES256"],
    )
    return dict(document)


@app.get("/.well-known/oauth-authorization-server/<realm>")
def oauth_metadata(realm: str) -> Any:
    record("metadata", realm=realm)
    return metadata(realm) if realm in registry.REALMS and realm != registry.CONNECT else abort(404)


@app.get("/<realm>/.well-known/openid-configuration")
def connect_metadata(realm: str) -> Any:
    record("metadata", realm=realm)
    return metadata(realm) if realm == registry.CONNECT else abort(404)


@app.get("/jwks.json")
def public_keys() -> Any:
    return KeySet([KEY]).as_dict(private=False)


def page(title: str) -> str:
    return (
        f"<title>{title}</title><form method=post>"
        "<button name=decision value=allow>Allow</button><button name=decision value=deny>Deny</button></form>"
    )


@app.route("/<realm>/authorize", methods=["GET", "POST"])
def authorize(realm: str) -> Any:
    if request.method == "GET":
        asked = request.args.to_dict()
        record("authorize", realm=realm, **{n: v for n, v in asked.items() if n not in ("state", "nonce")})
        try:
            server.get_consent_grant(end_user=USER)
        except OAuth2Error as error:
            return Response(f"{error.error}: {error.description}", 400)
        return page("Sign in")
    user = USER if request.form["decision"] == "allow" else None
    try:
        grant = server.get_consent_grant(end_user=USER)
    except OAuth2Error as error:
        return Response(f"{error.error}: {error.description}", 400)
    return server.create_authorization_response(grant_user=user, grant=grant)


@app.post("/<realm>/token")
def token(realm: str) -> Any:
    with store.lock:
        response = server.create_token_response()
    asked = request.form.to_dict()
    told = {"grant_type", "scope", "audience", "resource"} | {n for n in asked if n.startswith("x-")}
    record(
        "token",
        realm=realm,
        method=method(asked),
        client=asked.get("client_id") or basic_name(),
        assertion=assertion_header(asked.get("client_assertion")),
        status=response.status_code,
        error=response.get_json().get("error"),
        **{name: value for name, value in asked.items() if name in told},
    )
    return response


def method(asked: dict[str, str]) -> str:
    """How the client tried to prove who it is."""
    if "Authorization" in request.headers:
        return "client_secret_basic"
    if "client_assertion" in asked:
        return "private_key_jwt"
    return "client_secret_post" if "client_secret" in asked else "none"


def basic_name() -> str | None:
    return unquote(request.authorization.username or "") if request.authorization else None


def assertion_header(assertion: str | None) -> Any:
    if assertion is None:
        return None
    header = assertion.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))


@app.post("/<realm>/device_authorization")
def device_authorization(realm: str) -> Any:
    record("device", realm=realm, client=request.form.get("client_id"), scope=request.form.get("scope"))
    return server.create_endpoint_response(DeviceAuthorization.ENDPOINT_NAME)


@app.route("/device", methods=["GET", "POST"])
def device() -> Any:
    code = request.args.get("user_code", "")
    if not any(known["user_code"] == code for known in store.devices.values()):
        return Response("What is the code?", 400)
    if request.method == "GET":
        return page("A device wants to sign in")
    store.decisions[code] = request.form["decision"] == "allow"
    return "You can close this page."


@app.post("/<realm>/introspect")
def introspect(realm: str) -> Any:
    with store.lock:
        return server.create_endpoint_response(Introspection.ENDPOINT_NAME)


@app.post("/<realm>/revoke")
def revoke(realm: str) -> Any:
    with store.lock:
        return server.create_endpoint_response(Revocation.ENDPOINT_NAME)


@app.post("/admin/revoke/<client_id>")
def revoke_all(client_id: str) -> Any:
    """What an administrator does: every access token of a client is void, and refresh tokens too if asked."""
    with store.lock:
        for known in store.tokens:
            if known.client_id == client_id:
                known.revoked = True
                known.used = known.used or "refresh" in request.args
    return ""


@app.get("/admin/secrets")
def all_secrets() -> Any:
    """All that nobody but the bridge may have seen."""
    tokens = [known.access_token for known in store.tokens]
    refresh = [known.refresh_token for known in store.tokens if known.refresh_token]
    return [*tokens, *refresh, *store.codes, *store.devices]


@app.post("/admin/mark/<number>")
def mark(number: str) -> Any:
    """The tests' own way to know that they have heard everything."""
    record(f"mark-{number}")
    return ""


class Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


def assemble() -> None:
    server.init_app(app, query_client, save_token)
    server.register_token_generator("default", BearerTokenGenerator(access_token, refresh_token, lifetime))
    server.register_client_auth_method(SignedAssertion.CLIENT_AUTH_METHOD, SignedAssertion())
    server.register_grant(ClientCredentials)
    server.register_grant(AuthorizationCode, [S256Only(required=True)])
    server.register_grant(RefreshToken)
    server.register_grant(DeviceCode)
    server.register_endpoint(DeviceAuthorization)
    server.register_endpoint(Introspection)
    server.register_endpoint(Revocation)
    server.register_extension(ToldIssuer())


def main() -> None:
    global base_url, keys_folder
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys", type=Path, default=Path())
    parser.add_argument("--certificate")
    options = parser.parse_args()
    # http is enough on one machine.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    keys_folder = options.keys
    assemble()
    context = (options.certificate, options.certificate) if options.certificate else None
    http = make_server(HOST, 0, app, threaded=True, request_handler=Silent, ssl_context=context)
    base_url = f"{'https' if context else 'http'}://{HOST}:{http.server_port}"
    print(base_url, flush=True)
    http.serve_forever()


if __name__ == "__main__":
    main()
