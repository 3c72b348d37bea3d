"""What agents behind authentication want, each under a path of its own; the tests expect exactly this."""

from dataclasses import dataclass

from script import JSONObject

BEARER = "bearer-canary-7f3a"
KEY = "key-canary-51d8"
QUERY_KEY = "query canary/+&=%é-0b6c"
"""Everything in it must be encoded."""
COOKIE = "cookie-canary-93e1"
USER = "ada"
PASSWORD = "p:ss wörd canary-2d4f"
TENANT = "tenant-canary-c07a"

ADMIN_SCOPE = "admin"
AUDIENCE = "https://agents.example.com/weather"

SECRET_SKILL = "vault"
"""Only the extended card has it."""
VAULT_ANSWER = "The vault is open."
WRITING_SKILL = "fail"
"""Its scope is another than that of the agent."""
WRITING_SCOPE = "write"


def flow(token_url: str) -> JSONObject:
    scopes = {"ask": "To ask.", ADMIN_SCOPE: "To administrate.", WRITING_SCOPE: "To write."}
    return {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": token_url, "scopes": scopes}}}


@dataclass(frozen=True)
class Guard:
    """What one path wants."""

    name: str
    """The path, too."""
    scheme: str | None
    """Its name in the card."""
    scope: str | None = None
    audience: str | None = None
    hides_card: bool = False
    is_extended: bool = False
    speaks_grpc: bool = False
    leads_elsewhere: bool = False
    """The card names an interface at a foreign place first."""


SCHEMES: dict[str, JSONObject] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Agent-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "agent-key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
}
"""As OpenAPI writes them, and A2A 0.3; `oauth` is made with the URL that the card shall name."""

GUARDS = (
    Guard("bearer", "bearer"),
    Guard("basic", "basic"),
    Guard("header", "header"),
    Guard("query", "query"),
    Guard("cookie", "cookie"),
    Guard("tenant", None),
    Guard("oauth", "oauth"),
    Guard("admin", "oauth", scope=ADMIN_SCOPE),
    Guard("audience", "oauth", audience=AUDIENCE),
    Guard("grpc", "oauth", speaks_grpc=True),
    Guard("hidden", "bearer", hides_card=True),
    Guard("extended", "bearer", is_extended=True),
    Guard("elsewhere", "bearer", leads_elsewhere=True),
)
BY_NAME = {guard.name: guard for guard in GUARDS}
