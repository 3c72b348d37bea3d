"""Who is known to the identity provider; the tests expect exactly this."""

from dataclasses import dataclass

CODE = "authorization_code"
CREDENTIALS = "client_credentials"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
REFRESH = "refresh_token"

HOUR = 3600


@dataclass(frozen=True)
class Registered:
    """A client of the identity provider."""

    id: str
    method: str
    """How it proves to be that client."""
    secret: str | None = None
    grants: tuple[str, ...] = (CREDENTIALS,)
    lifetime: int = HOUR
    """Seconds that its tokens live."""
    signs: bool = False
    """Its access tokens are JWTs (RFC 9068), else words without a meaning."""


BASIC = Registered("office app", "client_secret_basic", "office s3cret: 100% +/&é canary", signs=True)
"""What stands before and after the colon is percent-encoded first (RFC 6749 §2.3.1)."""
POST = Registered("post-app", "client_secret_post", "post s3cret & canary")
ELLIPTIC = Registered("elliptic-app", "private_key_jwt")
RSA = Registered("rsa-app", "private_key_jwt", signs=True)
SHORT = Registered("short-app", "client_secret_post", "short-s3cret-canary", lifetime=1)
DESKTOP = Registered("desktop-app", "none", grants=(CODE, DEVICE, REFRESH))
FLEETING = Registered("fleeting-app", "none", grants=(CODE, REFRESH), lifetime=1)
AGENTS = Registered("agents", "client_secret_basic", "agents-s3cret", grants=())
"""The agents, which ask what a token is worth (RFC 7662)."""

CLIENTS = (BASIC, POST, ELLIPTIC, RSA, SHORT, DESKTOP, FLEETING, AGENTS)

SCOPES = ("ask", "write", "admin")

PLAIN = "plain"
"""A realm whose metadata is where RFC 8414 has it."""
CONNECT = "connect"
"""One whose metadata is where OpenID Connect has it."""
IMPOSTOR = "impostor"
"""One whose metadata is in the name of another."""
MIXED = "mixed"
"""One whose authorization responses are in the name of another (RFC 9207)."""

REALMS = (PLAIN, CONNECT, IMPOSTOR, MIXED)
