"""Agents behind authentication, on both A2A SDKs, and the identity provider that they trust."""

import contextlib
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import guards
import pytest
import registry

from identity import Bystander, Provider, ask, own_address
from implementations import A2A_SDK_0_3, A2A_SDK_1_3
from peers import Served
from validate import JSONObject

SDKS = {"v1": (A2A_SDK_1_3, "agents/guarded_v1.py"), "v03": (A2A_SDK_0_3, "agents/guarded_v03.py")}

CANARIES = (
    guards.BEARER,
    guards.KEY,
    guards.QUERY_KEY,
    guards.COOKIE,
    guards.PASSWORD,
    guards.TENANT,
    *(client.secret for client in registry.CLIENTS if client.secret),
)


@dataclass(frozen=True)
class Guarded:
    """An agent behind authentication."""

    served: Served

    def told(self, event: str, after: int = 0) -> list[str]:
        """What follows that event each time, from number `after` on."""
        number = self.served.events()
        ask(f"{self.served.url}/{number}")
        self.served.wait_for(f"mark /{number}", after)
        lines = [line.strip() for line in self.served.lines.kept[after:]]
        return [line.removeprefix(event + " ") for line in lines if line.startswith(event + " ")]

    def executed(self, after: int) -> int:
        """How many messages it has acted on."""
        return len(self.told("received", after))


@dataclass(frozen=True)
class World:
    """The provider, the agents that trust it, and those that are none of their business."""

    provider: Provider
    agents: dict[str, Guarded]
    bystander: Bystander
    folder: Path

    def url(self, sdk: str, guard: str) -> str:
        return f"{self.agents[sdk].served.url}/{guard}"

    def agent(self, sdk: str, guard: str, name: str | None = None, **settings: JSONObject) -> JSONObject:
        return {
            "name": name or f"{sdk}_{guard}",
            "url": self.url(sdk, guard),
            "tools": {"include": ["echo", "slow", guards.SECRET_SKILL, guards.WRITING_SKILL]},
            **settings,
        }

    def secret_file(self, name: str, secret: str) -> JSONObject:
        path = self.folder / "secrets" / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secret + "\n")
        return {"file": str(path)}

    def credentials(self, client: registry.Registered, **more: object) -> JSONObject:
        """The settings of one that gets tokens by itself."""
        settings: JSONObject = {
            "type": "oauth2ClientCredentials",
            "tokenUrl": f"{self.provider.realm(registry.PLAIN)}/token",
            "clientId": client.id,
            "scopes": ["ask"],
            **more,
        }
        match client.method:
            case "client_secret_basic":
                settings["clientSecret"] = {"env": "OFFICE_SECRET"}
            case "client_secret_post":
                settings["clientAuth"] = "post"
                settings["clientSecret"] = self.secret_file(f"{client.id}.txt", client.secret or "")
            case "private_key_jwt":
                settings["privateKey"] = {"file": str(self.provider.folder / f"{client.id}.key")}
                settings["algorithm"] = "ES256" if client is registry.ELLIPTIC else "RS256"
                settings["keyId"] = client.id
        if "issuer" in more:
            del settings["tokenUrl"]
        return settings

    def grpc_agent(self, sdk: str, **settings: JSONObject) -> JSONObject:
        """The one that speaks gRPC at a port of its own, to which tokens may go as well."""
        address = self.agents[sdk].served.wait_for("grpc ", 0).split()[1]
        return self.agent(sdk, "grpc", allowedOrigins=[f"http://{address}"], **settings)

    @functools.cached_property
    def static(self) -> dict[str, JSONObject]:
        """What each guard is shown, with its secrets from everywhere that secrets come from."""
        bearer: JSONObject = {"auth": {"type": "bearer", "token": "${GUARD_TOKEN}"}}
        password = self.secret_file("password.txt", guards.PASSWORD)["file"]
        basic: JSONObject = {
            "type": "basic",
            "username": guards.USER,
            "password": {"command": ["cat", password], "ttl": "1m"},
        }
        return {
            "bearer": bearer,
            "hidden": bearer,
            "extended": bearer,
            "elsewhere": bearer,
            "basic": {"auth": basic},
            "header": {
                "auth": {
                    "type": "apiKey",
                    "header": "X-Agent-Key",
                    "key": self.secret_file("key.txt", guards.KEY),
                }
            },
            "query": {"auth": {"type": "apiKey", "query": "agent-key", "key": {"env": "GUARD_QUERY_KEY"}}},
            "cookie": {"auth": {"type": "apiKey", "cookie": "session", "key": guards.COOKIE}},
            "tenant": {"headers": {"X-Tenant": self.secret_file("tenant.txt", guards.TENANT)}},
        }


@contextlib.contextmanager
def running_world(folder: Path) -> Iterator[World]:
    """All of it, started side by side."""
    with contextlib.ExitStack() as stack:
        environment = stack.enter_context(pytest.MonkeyPatch.context())
        environment.setenv("GUARD_TOKEN", guards.BEARER)
        environment.setenv("GUARD_QUERY_KEY", guards.QUERY_KEY)
        environment.setenv("OFFICE_SECRET", registry.BASIC.secret or "")
        keys = folder / "keys"
        keys.mkdir()
        provider = stack.enter_context(Provider(keys))
        bystander = Bystander(own_address())
        stack.callback(bystander.close)
        options = [
            f"--introspection={provider.realm(registry.PLAIN)}/introspect",
            f"--asker={registry.AGENTS.id}:{registry.AGENTS.secret}",
            f"--elsewhere={bystander.url}",
        ]
        agents = {
            name: Guarded(stack.enter_context(Served(sdk.venv, agent, *options)))
            for name, (sdk, agent) in SDKS.items()
        }
        yield World(provider, agents, bystander, folder)
