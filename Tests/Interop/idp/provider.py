"""An identity provider on Authlib: what companies run, with all their grants, in memory.

    provider.py [--keys FOLDER] [--certificate FILE]

FOLDER has the public key of each client that signs, FILE a certificate and its key. Prints its URL, then an
event a line: its name and what was asked, as JSON, without any secret.
"""

import argparse
import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import registry
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from flask import Flask, Response, abort, request
from grants import KEY, USER, DeviceAuthorization, Introspection, Revocation, assemble, base_url, issuer
from joserfc.jwk import KeySet
from memory import record, store
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"

app = Flask(__name__)
server = AuthorizationServer()


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
        jwks_uri=f"{base_url()}/jwks.json",
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
        "<button name=decision value=allow>Allow</button>"
        "<button name=decision value=deny>Deny</button></form>"
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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys", type=Path, default=Path())
    parser.add_argument("--certificate")
    options = parser.parse_args()
    assemble(server, app, options.keys)
    context = (options.certificate, options.certificate) if options.certificate else None
    http = make_server(HOST, 0, app, threaded=True, request_handler=Silent, ssl_context=context)
    print(f"{'https' if context else 'http'}://{HOST}:{http.server_port}", flush=True)
    http.serve_forever()


if __name__ == "__main__":
    main()
