"""Agents over TLS: whom the bridge believes, what it shows of itself, and what it says if it does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import registry
import script

import certificates
from certificates import PASSPHRASE, pin
from identity import Provider, files_below, finding, findings, leaks, run
from implementations import A2A_SDK_1_3
from peers import Host, Served, write_config
from validate import JSONObject

CA = "ca.pem"
CLIENT = {"ca": CA, "cert": "client.crt", "key": "client.key"}


@dataclass(frozen=True)
class Case:
    door: str
    """Of the agent."""
    tls: dict[str, object]
    words: tuple[str, ...] = ()
    """What is said if it does not work; else it does."""


NO_REASON = ("client certificate", '"tls"')
"""Servers on asyncio do not tell a client what they miss in it, so the bridge has to guess."""
WRONG_PIN = "sha256//" + "A" * 43 + "="
CASES = {
    "authority": Case("right", {"ca": CA}),
    "no_authority": Case("right", {}, ("authority", '"tls"')),
    "other_authority": Case("right", {"ca": "other-ca.pem"}, ("authority",)),
    "expired": Case("expired", {"ca": CA}, ("expired",)),
    "elsewhere": Case("elsewhere", {"ca": CA}, ("another host",)),
    "self_signed": Case("self-signed", {"ca": CA}, ("signed by itself",)),
    "client": Case("client", CLIENT),
    "client_locked": Case("client", {**CLIENT, "key": "locked.key", "passphrase": "${PASSPHRASE}"}),
    "client_none": Case("client", {"ca": CA}, NO_REASON),
    "client_stranger": Case(
        "client",
        {"ca": CA, "cert": "stranger.crt", "key": "stranger.key"},
        NO_REASON,
    ),
    "client_mislaid": Case(
        "client", {**CLIENT, "key": "locked.key", "passphrase": "wrong canary-41b0"}, ("passphrase",)
    ),
    "old": Case("old", {"ca": CA}),
    "old_refused": Case("old", {"ca": CA, "minVersion": "1.3"}, ("older than the agent's",)),
    "new": Case("right", {"ca": CA, "minVersion": "1.3"}),
    "pin": Case("right", {"ca": CA, "pins": ["RIGHT"]}),
    "pin_spare": Case("right", {"ca": CA, "pins": [WRONG_PIN, "RIGHT"]}),
    "pin_wrong": Case("right", {"ca": CA, "pins": [WRONG_PIN]}, ("pinned",)),
    "pin_alone": Case("right", {"pins": ["RIGHT"]}, ("authority",)),
    "grpc": Case("grpc", {"ca": CA}),
    "grpc_client": Case("grpc-client", CLIENT),
}
WORKING = [name for name, case in CASES.items() if not case.words]
REFUSED = [name for name, case in CASES.items() if case.words]


class Doors:
    """The agents, and a host that knows each of them in each way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.certificates = folder / "certificates"
        self.certificates.mkdir()
        certificates.make(self.certificates)
        self.served = Served(
            A2A_SDK_1_3.venv, "agents/agent_tls.py", "--certificates", str(self.certificates)
        )

    def agent(self, name: str) -> JSONObject:
        case = CASES[name]
        paths = {"ca", "cert", "key"}
        tls: JSONObject = {
            key: str(self.certificates / str(value)) if key in paths else value
            for key, value in case.tls.items()
        }
        if "pins" in tls:
            right = pin(self.certificates / "right.crt")
            tls["pins"] = [right if each == "RIGHT" else each for each in tls["pins"]]
        url, *origins = self.served.wait_for(f"door {case.door} ", 0).split()[2:]
        tools = {"include": ["echo", "slow"]}
        return {"name": name, "url": url, "allowedOrigins": origins, "tls": tls, "tools": tools}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    doors = Doors(tmp_path_factory.mktemp("doors"))
    with pytest.MonkeyPatch.context() as environment, doors.served:
        environment.setenv("PASSPHRASE", PASSPHRASE)
        yield doors


@pytest.fixture(scope="module")
def host(doors: Doors) -> Iterator[Host]:
    with Host([doors.agent(name) for name in CASES], doors.folder / "host") as host:
        yield host


@pytest.fixture(scope="module")
def found(doors: Doors) -> list[JSONObject]:
    folder = doors.folder / "check"
    write_config(folder, [doors.agent(name) for name in CASES])
    return findings(folder)


@pytest.mark.parametrize("name", WORKING)
def test_an_agent_that_is_believed(host: Host, found: list[JSONObject], name: str) -> None:
    answer = host.call(f"{name}_echo", message="hello")
    assert not answer.is_error, answer.text
    assert answer.body == f"{script.ECHO_PREFIX}hello"
    assert host.call(f"{name}_slow", message="hello").body == script.SLOW_ANSWER
    assert finding(found, name, "error") == ""


@pytest.mark.parametrize("name", REFUSED)
def test_an_agent_that_is_not_believed(doors: Doors, host: Host, found: list[JSONObject], name: str) -> None:
    said = finding(found, name, "error").lower()
    for word in CASES[name].words:
        assert word.lower() in said, said
    names = host.tool_names()
    assert f"{name}_echo" not in names
    assert "authority_echo" in names


def test_a_known_agent_that_shows_another_key_hears_nothing(doors: Doors, tmp_path: Path) -> None:
    """Its tools are known from before, so that only the connection can refuse it."""
    agent = doors.agent("pin")
    with Host([agent], tmp_path) as host:
        assert not host.call("pin_echo", message="hello").is_error
    before = doors.served.events()
    with Host([{**agent, "tls": {**agent["tls"], "pins": [WRONG_PIN]}}], tmp_path) as host:
        answer = host.call("pin_echo", message="hello")
    assert answer.is_error
    assert "has not acted" in answer.text
    assert not any(line.startswith("received") for line in doors.served.lines.kept[before:])


def test_the_identity_provider_is_reached_with_the_agents_tls(doors: Doors, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    with Provider(keys, "--certificate", str(doors.certificates / "right.pem")) as provider:
        auth = {
            "type": "oauth2ClientCredentials",
            "issuer": provider.realm(registry.PLAIN),
            "clientId": registry.POST.id,
            "clientSecret": registry.POST.secret,
            "clientAuth": "post",
        }
        with Host([{**doors.agent("authority"), "auth": auth}], tmp_path / "host") as host:
            answer = host.call("authority_echo", message="hello")
            assert not answer.is_error, answer.text
        assert '"status": 200' in provider.wait_for("token ", 0)


def test_the_passphrase_is_found_nowhere(doors: Doors, host: Host, found: list[JSONObject]) -> None:
    folder = doors.folder / "shown"
    write_config(folder, [doors.agent("client_locked"), doors.agent("client_mislaid")])
    shown = {
        " ".join(command): run(folder, *command).everything
        for command in (["config", "show"], ["check"], ["card", "--log-level", "trace"])
    }
    texts = {**shown, **files_below(doors.folder / "host", but=("bridge.json",)), "findings": str(found)}
    key = (doors.certificates / "client.key").read_text().splitlines()[1]
    assert leaks([PASSPHRASE, "wrong canary-41b0", key], texts) == []
